// A client of a nats-server's protocol, without TLS and without a library. In: a port and a login. Out: for each line that is sent,
// whether the server refused it; and every message that it delivered.
import { once } from 'node:events'
import { connect } from 'node:net'

export interface PlainClient {
  /** Sends each, and tells for each whether the server answered with an error before it answered a PING after it. */
  refuses(lines: readonly string[]): Promise<readonly boolean[]>
  /** `subject sid` of each message so far. */
  readonly delivered: readonly string[]
  close(): void
}

/** @throws Error when the server refuses the login */
export async function plainClient(port: number, user: string): Promise<PlainClient> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const delivered: string[] = []
  const refused: boolean[] = []
  let isRefused = false
  let rest = ''
  let last = ''
  let wake = (): void => undefined
  socket.setEncoding('utf8').on('data', (data: string) => {
    const lines = (rest + data).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      last = line === '' ? last : line
      if (line.startsWith('MSG ')) delivered.push(line.split(' ').slice(1, 3).join(' '))
      else if (line.startsWith('-ERR')) isRefused = true
      else if (line === 'PONG') {
        refused.push(isRefused)
        isRefused = false
      } else if (line === 'PING') socket.write('PONG\r\n')
    }
    wake()
  })
  let isClosed = false
  socket
    .on('error', () => undefined)
    .on('close', () => {
      isClosed = true
      wake()
    })
  const refuses = async (lines: readonly string[]): Promise<readonly boolean[]> => {
    const before = refused.length
    socket.write(lines.map((line) => `${line}\r\nPING\r\n`).join(''))
    while (refused.length < before + lines.length) {
      if (isClosed) throw new Error(`the server hung up on ${user}: ${last}`)
      await new Promise<void>((resolve) => (wake = resolve))
    }
    return refused.slice(before)
  }
  const login = JSON.stringify({ verbose: false, pedantic: false, user, pass: 'pass', echo: false })
  await refuses([`CONNECT ${login}`])
  return {
    refuses,
    delivered,
    close: () => {
      socket.destroy()
    },
  }
}
