// In: a command, and what it is to find in its environment. Out: how it ended on a host, and what it printed.
import { visible } from '../values/finding'
import { commandLine } from '../values/words'
import { ask, BEGIN, END, type Transport } from './transport'

/** Runs `command` by sh; its stdin is empty. Throws what {@link ask} throws, but for what is said here. */
export async function runOnHost(
  transport: Transport,
  command: string,
  environment: Readonly<Record<string, string>>,
  timeout: number,
): Promise<{ readonly status: number; readonly said: string }> {
  const variables = Object.entries(environment).map(
    ([name, value]) => `${name}=${commandLine(value)}; export ${name}`,
  )
  const script = [
    '{',
    ...variables,
    `printf '%s\\n' '${BEGIN}'`,
    `sh -c ${commandLine(command)} </dev/null >&2`,
    `printf '%s\\n' "$?" '${END}'`,
    'exit 0',
    '}',
    '',
  ]
  const { lines, stderr } = await ask(transport, script.join('\n'), timeout)
  return { status: Number(lines[0]), said: stderr.trimEnd().split('\n').map(visible).join('\n') }
}
