// In: a command that runs a command on a host, and a script. Out: what the script answered, between its two marks; whatever
// a login prints around them is skipped.
import { spawn } from 'node:child_process'
import { withoutIdentity } from '../values/environment'
import { NatsmithError, visible } from '../values/finding'
import { commandLine, count } from '../values/words'

/** The words of --via for one host. */
export type Transport = readonly string[]

/** What prelude.sh prints first and last. */
export const BEGIN = 'natsmith 1 begin'
export const END = 'natsmith 1 end'

/** What a host may answer: far more than any folder of ours takes. */
const LIMIT = 1 << 26

/** Of what a host says on stderr, the end is kept. */
const LAST = 1 << 16

interface Ran {
  readonly stdout: string
  readonly stderr: string
  /** How it ended, where not with exit code 0. */
  readonly failure: string | undefined
}

/**
 * The lines that `script` answers, and the end of what was printed on stderr.
 *
 * @param timeout - in milliseconds
 * Throws NatsmithError `unreachable` when nothing answers, `answer-cut` when the answer has no end.
 */
export async function ask(
  transport: Transport,
  script: string,
  timeout: number,
): Promise<{ readonly lines: readonly string[]; readonly stderr: string }> {
  const { stdout, stderr, failure } = await run(transport, script, timeout)
  const lines = stdout.split(/\r?\n/)
  const begin = lines.lastIndexOf(BEGIN)
  const end = lines.indexOf(END, begin)
  const why = visible(stderr.trim().split('\n').at(-1) ?? '')
  const ended = [failure, why].filter(Boolean).join(': ')
  const called = commandLine(...transport)
  if (begin < 0)
    throw new NatsmithError(
      'unreachable',
      `${called}: ${ended === '' ? 'printed nothing that a script of natsmith prints' : ended}`,
      `see that this works: echo 'echo it works' | ${called} sh -s`,
    )
  if (end < 0)
    throw new NatsmithError(
      'answer-cut',
      `${called}: the answer ended early${ended === '' ? '' : `: ${ended}`}`,
      'run the same command again: it finishes what was begun',
    )
  return { lines: lines.slice(begin + 1, end), stderr }
}

function run([command = '', ...words]: Transport, script: string, timeout: number): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, [...words, 'sh', '-s'], { stdio: 'pipe', env: withoutIdentity(process.env) })
    const output = { stdout: '', stderr: '' }
    const finish = (failure: string | undefined): void => {
      clearTimeout(timer)
      resolve({ ...output, failure })
    }
    const giveUp = (why: string): void => {
      child.kill('SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
      finish(why)
    }
    const timer = setTimeout(() => {
      giveUp(`no answer within ${count(timeout / 1000, 'second')}`)
    }, timeout)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
      if (output.stdout.length > LIMIT) giveUp('answered without end')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr = (output.stderr + text).slice(-LAST)
    })
    // A command that ends before it has read all is judged by how it ended.
    child.stdin.on('error', () => undefined)
    child.on('error', (error) => {
      finish(error.message)
    })
    child.on('close', (code, signal) => {
      finish(code === 0 ? undefined : signal === null ? `exit code ${String(code)}` : `ended by ${signal}`)
    })
    child.stdin.end(script)
  })
}
