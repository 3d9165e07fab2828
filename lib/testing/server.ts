// Runs a real nats-server. In: the program, the folder it runs in, its conf. Out: a server that is ready, and how to
// stop it. Whoever starts one stops it, whatever happens in between; with this process it ends, too.
import { spawn, type ChildProcess } from 'node:child_process'
import { commandLine } from '../values/words'
import { NatsmithError } from '../values/finding'
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
 * @throws NatsmithError `server-not-found`; `server-not-ready` with its log, when it ends instead or is not ready within ten
 * seconds. Nothing is left running.
 */
export async function startServer(program: string, options: StartOptions): Promise<RunningServer> {
  const { cwd, conf, env, signal } = options
  const child = spawn(program, ['-c', conf], { cwd, env, signal, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  let failed: NodeJS.ErrnoException | undefined
  let gone = false
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  watch(child)
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      gone = true
      unwatch(child)
      resolve()
    }
    child.once('close', end).on('error', (error: NodeJS.ErrnoException) => {
      failed = error
      if (child.pid === undefined) end()
    })
  })

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    await ended
    clearTimeout(late)
  }
  const reached = await eventually<'ready' | 'end'>(
    () => (gone ? 'end' : log.includes('Server is ready') && 'ready'),
    PATIENCE,
  )
  if (reached !== 'ready') {
    await stop()
    throw failed?.code === 'ENOENT'
      ? notFound(program)
      : notReady(commandLine(program, '-c', conf), log, failed)
  }
  return { pid: child.pid, log: () => log, reload: () => child.kill('SIGHUP'), stop }
}

const running = new Set<ChildProcess>()

function watch(child: ChildProcess): void {
  if (running.size === 0) process.once('exit', killAll)
  running.add(child)
}

function unwatch(child: ChildProcess): void {
  running.delete(child)
  if (running.size === 0) process.removeListener('exit', killAll)
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

const notFound = (program: string): Error =>
  new NatsmithError(
    'server-not-found',
    `there is no ${program} to run`,
    'put nats-server on the PATH, or name the program',
  )

const notReady = (command: string, log: string, failed: Error | undefined): Error =>
  new NatsmithError(
    'server-not-ready',
    `${command} did not become ready:\n${log}${failed?.message ?? ''}`,
    'see what its log says',
  )
