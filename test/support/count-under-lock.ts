// A process of its own that adds to a counter, each time under a lock. Arguments: the folder of both, how often, and after
// how many times it dies while it holds the lock (0 for never).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../../lib/files/lock'
import { hasCode } from '../../lib/files/errors'

const [folder = '', times, deadly] = process.argv.slice(2)
const counter = join(folder, 'counter')

for (let done = 0; done < Number(times);) {
  try {
    withLock(join(folder, 'lock'), 'counting', () => {
      const count = Number(readFileSync(counter, 'utf8'))
      if (done + 1 === Number(deadly)) process.kill(process.pid, 'SIGKILL')
      writeFileSync(counter, String(count + 1))
    })
    done += 1
  } catch (error) {
    if (!hasCode(error, 'locked')) throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  }
}
