// Runs a real nats-server. In: the program, the folder it runs in, its conf. Out: a server that is ready, and how to
// stop it. Whoever starts one stops it, whatever happens in between.
import { spawn } from 'node:child_process'

import { eventually } from './wait'

export interface RunningServer {
  readonly pid: number | undefined
  /** Everything it has logged so far. */
  log(): string
  /** Has it read its conf again; the log tells what came of it. */
  reload(): void
  /** Ends it by its pid; resolves when it is gone. A second call does nothing. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** The server's working directory, and so what relative paths in its conf mean. */
  readonly cwd: string
  readonly conf: string
  /** For variables in its conf. @defaultValue that of this process */
  readonly env?: NodeJS.ProcessEnv
  /** Ends the server when it is aborted, also one that is not ready yet. */
  readonly signal?: AbortSignal
}

const PATIENCE = 10_000

/**
 * Starts `program -c conf` and waits until it logs that it is ready.
 * @throws Error with its log, when it ends instead or is not ready within ten seconds; nothing is left running.
 */
export async function startServer(program: string, options: StartOptions): Promise<RunningServer> {
  const { cwd, conf, env, signal } = options
  const child = spawn(program, ['-c', conf], { cwd, env, signal, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  let gone = false
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  child.once('error', (error) => {
    log += `${error.message}\n`
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      gone = true
      resolve()
    })
  })

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    await ended
    clearTimeout(kill)
  }
  const reached = await eventually<'ready' | 'end'>(
    () => (gone ? 'end' : log.includes('Server is ready') && 'ready'),
    PATIENCE,
  )
  if (reached !== 'ready') {
    await stop()
    throw new Error(`${program} -c ${conf} in ${cwd} did not become ready:\n${log}`)
  }
  return { pid: child.pid, log: () => log, reload: () => child.kill('SIGHUP'), stop }
}
