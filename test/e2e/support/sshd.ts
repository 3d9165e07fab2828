// Runs a real sshd on 127.0.0.1, with keys and a configuration of its own, and says how ssh reaches it. In: a folder. Out: a
// configuration file for `ssh -F`, in which every name is this sshd. Whoever starts it stops it.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freeOffset } from '../../../lib/testing/ports'
import { eventually } from '../../../lib/testing/wait'
import { need } from '../../../tools/install'

export interface RunningSshd {
  /** For `ssh -F`. */
  readonly config: string
  readonly log: () => string
  readonly stop: () => Promise<void>
}

const PORT = 2200

export async function startSshd(folder: string): Promise<RunningSshd> {
  mkdirSync(folder, { mode: 0o755 })
  const at = (name: string): string => join(folder, name)
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(name)])
  const port = String(PORT + (await freeOffset([PORT])))
  const write = (name: string, lines: readonly string[]): void => {
    writeFileSync(at(name), `${lines.join('\n')}\n`, { mode: 0o600 })
  }
  write('authorized_keys', [readFileSync(at('user.pub'), 'utf8').trim()])
  write('known_hosts', [`[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8').trim()}`])
  write('sshd_config', [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin prohibit-password',
    'PidFile none',
    'StrictModes no',
    'MaxStartups 100',
  ])
  write('ssh_config', [
    'Host unreachable.internal',
    '  Port 1',
    'Host *',
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()}`,
    `  IdentityFile ${at('user')}`,
    '  IdentitiesOnly yes',
    '  BatchMode yes',
    `  HostKeyAlias [127.0.0.1]:${port}`,
    `  UserKnownHostsFile ${at('known_hosts')}`,
    '  StrictHostKeyChecking yes',
  ])
  const program = need('sshd')
  const child = spawn(program, ['-D', '-e', '-f', at('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...usersFor(program, folder) },
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve()
    })
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  if (
    !(await eventually(() => log.includes('Server listening') || child.exitCode !== null, 10_000)) ||
    child.exitCode !== null
  ) {
    await stop()
    throw new Error(`sshd does not start:\n${log}`)
  }
  return { config: at('ssh_config'), log: () => log, stop }
}

/** An sshd that is not installed has no user of its own, which root needs to have; libraries come with it. */
function usersFor(program: string, folder: string): Readonly<Record<string, string>> {
  if (process.geteuid?.() !== 0 || !program.endsWith('/usr/sbin/sshd') || program === '/usr/sbin/sshd')
    return {}
  const libraries = execFileSync('find', [join(program, '../../lib'), '-name', '*.so*'], { encoding: 'utf8' })
    .trim()
    .split('\n')
  const wrapper = libraries.find((path) => path.endsWith('libnss_wrapper.so')) ?? ''
  const [passwd, group] = [join(folder, 'passwd'), join(folder, 'group')]
  writeFileSync(passwd, `root:x:0:0::${folder}:/bin/sh\nsshd:x:65534:65534::/run/sshd:/bin/false\n`)
  writeFileSync(group, 'root:x:0:\nnogroup:x:65534:\n')
  if (!existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 })
  return {
    LD_LIBRARY_PATH: join(wrapper, '..'),
    LD_PRELOAD: wrapper,
    NSS_WRAPPER_PASSWD: passwd,
    NSS_WRAPPER_GROUP: group,
  }
}
