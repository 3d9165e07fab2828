// What a user gets wrong, and what it says: one form, the next command, no stack trace, one document with --json.
import { tree } from '../support/tree'
import { COMMAND, execute, workspaces } from './support/workspace'

const workspace = workspaces()

const program = (body: string, before = ''): string =>
  `import * as natsmith from 'natsmith'\n${before}\nexport default natsmith.deployment('prod', (scope) => {\n${body}\n})\n`

interface SarifLog {
  readonly runs: readonly {
    readonly invocations: readonly object[]
    readonly results: readonly { readonly ruleId: string }[]
  }[]
}

describe('mistakes in a command line', () => {
  it.each([
    ['chek', 'natsmith', "unknown command 'chek'", 'natsmith --help'],
    ['check --bogus', 'check', "unknown option '--bogus'", 'natsmith check --help'],
    ['synth', 'synth', "required option '--out <dir>'", 'natsmith synth --help'],
    ['rules a b', 'rules', 'too many arguments', 'natsmith rules --help'],
    ['completion tcsh', 'completion', 'Allowed choices are bash, zsh, fish', 'natsmith completion --help'],
    ['deploy --node nats1', 'deploy', '--node and --root go together', '--node nats1 --root /'],
    ['deploy --out a --node b', 'deploy', '--out names all nodes', 'give --out'],
  ])('natsmith %s', async (line, command, message, change) => {
    const { run, json } = workspace()
    const [{ code, stdout, stderr }, document] = await Promise.all([run(line), json(line)])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error \[usage] {2}.*\n {2}change: .*\n$/)
    expect(stderr).toContain(message)
    expect(stderr).toContain(change)
    expect(document).toMatchObject({ exitCode: 1, command, error: { code: 'usage' } })
  })

  it('prints help for a command and for all, and without a command', async () => {
    const { run } = workspace()
    const [all, one, none] = await Promise.all([run('--help'), run('help drift'), run('')])
    expect(all).toMatchObject({ code: 0, stderr: '' })
    expect(all.stdout).toMatch(/ {2}check +judge the program[^]*Exit codes: 0 done/)
    expect(one).toMatchObject({ code: 0, stderr: '' })
    expect(one.stdout).toMatch(/--config-dir <dir>[^]*natsmith drift --root \//)
    expect(none).toMatchObject({ code: 1, stdout: '', stderr: all.stdout })
  })
})

describe('mistakes in a program', () => {
  it.each([
    ['a syntax error', program('const x = {'), 'program-failed', 'natsmith.ts:5 cannot be read'],
    ['an exception', program("throw new Error('boom')"), 'program-failed', 'natsmith.ts:4 threw Error: boom'],
    [
      'a name that does not exist',
      program('new natsmith.Acount(scope)'),
      'program-failed',
      'natsmith.ts:4 threw TypeError',
    ],
    ['an end of its own', program('process.exit(0)'), 'program-failed', 'process.exit was called'],
    ['an end before it begins', program('', 'process.exit(0)'), 'program-failed', 'process.exit was called'],
    ['no export', 'export const x = 1\n', 'program-exports-nothing', 'does not export a deployment'],
    [
      'another export',
      'export default { name: 1 }\n',
      'program-exports-nothing',
      'does not export a deployment',
    ],
    [
      'a missing package',
      program('x()', "import x from 'no-such-package'"),
      'program-failed',
      "Cannot find module 'no-such-package'",
    ],
    [
      'a rejection',
      program('', "void Promise.reject(new Error('left'))"),
      'program-failed',
      'threw Error: left',
    ],
    [
      'deployments with one name',
      "import { deployment } from 'natsmith'\nexport default [deployment('a', () => {}), deployment('a', () => {})]\n",
      'duplicate-deployment',
      'two deployments called "a"',
    ],
    [
      'several deployments',
      "import { deployment } from 'natsmith'\nexport default [deployment('a', () => {}), deployment('b', () => {})]\n",
      'deployment-unknown',
      'several deployments',
    ],
  ])('%s', async (_what, text, code, message) => {
    const { folder, write, json } = workspace('nothing')
    write('natsmith.ts', text)
    expect(await json('deploy')).toMatchObject({
      exitCode: 1,
      error: { code, message: expect.stringContaining(message) as string },
    })
    expect(Object.keys(tree(folder))).toEqual(['natsmith.ts'])
  })

  it('says so without a stack trace, and what to do', async () => {
    const { folder, write, run } = workspace('nothing')
    write('natsmith.ts', program("throw new Error('boom')"))
    expect(await run('check')).toEqual({
      code: 1,
      stdout: '',
      stderr: `error [program-failed]  ${folder}/natsmith.ts:4 threw Error: boom\n  change: mend the program, then run the same command again\n`,
    })
    expect(await run('check --program other.ts')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no program at .*other\.ts\n {2}change: natsmith init/) as string,
    })
  })

  it.each([
    ['is judged', "new natsmith.Account(scope, 'a b')", true, ['invalid-name'], []],
    ['does not load', "throw new Error('boom')", false, [], ['program-failed']],
  ])('is one SARIF document where it %s', async (_what, body, executionSuccessful, found, said) => {
    const { write, run } = workspace('nothing')
    write('natsmith.ts', program(body))
    const { code, stdout } = await run('check --sarif')
    const { runs } = JSON.parse(stdout) as SarifLog
    expect(code).toBe(1)
    expect(runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(found)
    expect(runs[0]?.invocations).toMatchObject([
      {
        executionSuccessful,
        ...(said.length > 0 && { toolExecutionNotifications: said.map((id) => ({ descriptor: { id } })) }),
      },
    ])
  })

  it('shows findings of constructors as check shows those of rules', async () => {
    const { write, json } = workspace('nothing')
    write('natsmith.ts', program("new natsmith.Account(scope, 'a b')"))
    expect(await json('check')).toMatchObject({
      exitCode: 1,
      findings: [{ severity: 'error', path: 'prod/a b' }],
    })
  })
})

describe('a program', () => {
  it('neither writes into the result nor keeps the command from ending', async () => {
    const { write, run } = workspace('nothing')
    write('natsmith.ts', program("console.log('hello')", 'setInterval(() => {}, 1e6)'))
    const { code, stdout, stderr } = await run('check --json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'hello\n' })
    expect(JSON.parse(stdout)).toMatchObject({ command: 'check', findings: [] })
  })

  it('finds natsmith, natsmith/testing and constructs where only the command is installed', async () => {
    const { write, run } = workspace('nothing')
    const imports = "import { Construct } from 'constructs'\nimport { synthInMemory } from 'natsmith/testing'"
    write('natsmith.ts', program('new (class extends Construct {})(scope, typeof synthInMemory)', imports))
    expect(await run('check')).toMatchObject({ code: 0 })
  })

  it('is one of several by its name, and the next command says the flags again', async () => {
    const { write, run } = workspace('nothing')
    const several = "export default ['a', 'b'].map((name) => deployment(name, () => {}))"
    write('its program.ts', `import { deployment } from 'natsmith'\n${several}\n`)
    const flags = ['--program', 'its program.ts', '--store', 'keys']
    expect(await run(['check', 'b', ...flags])).toMatchObject({
      stdout: "0 errors\n\nNext: natsmith diff b --program 'its program.ts' --store keys\n",
    })
  })
})

it('init writes a program that passes, and overwrites nothing', async () => {
  const { json } = workspace('nothing')
  expect(await json('init --program new/first.ts')).toMatchObject({ exitCode: 0 })
  expect(await json('check --program new/first.ts')).toMatchObject({ exitCode: 0, findings: [] })
  expect(await json('init --program new/first.ts')).toMatchObject({
    exitCode: 1,
    error: { code: 'program-exists' },
  })
})

it('explains the rules that it lists, and those of the program', async () => {
  const { json, run } = workspace()
  const rules = await json('rules')
  expect(rules['rules']).toContainEqual({
    code: 'plaintext-listener',
    severity: 'error',
    title: 'every listener has TLS',
  })
  expect(JSON.stringify(rules)).not.toContain('acme/')
  expect((await json('rules', { change: 'rule' }))['rules']).toContainEqual(
    expect.objectContaining({ code: 'acme/has-owner' }),
  )
  expect(await workspace('nothing').run('rules')).toMatchObject({ code: 0 })
  expect(await json('explain plaintext-listener')).toMatchObject({ exitCode: 0, code: 'plaintext-listener' })
  expect(await json('explain nonsense')).toMatchObject({ exitCode: 1, error: { code: 'code-unknown' } })
  expect(await json('explain acme/has-owner', { change: 'rule' })).toMatchObject({ source: 'Acme handbook' })
  expect(await run('check', { change: 'rule' })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^error \[acme\/has-owner] {2}prod\/ORDERS\n {2}tags.owner: is not set\n {2}change: set it\n {2}natsmith explain acme\/has-owner\n1 error\n/,
    ) as string,
  })
})

it('goes on when nobody reads its output any more', async () => {
  const { folder } = workspace()
  const line = `"${process.execPath}" "${COMMAND}" rules | head -n 1; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = await execute('bash', ['-c', line], folder)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^error +account-of-other-system .*\n0\n$/)
})

describe('completion', () => {
  it('offers commands, flags and values in bash', async () => {
    const { folder, run, write } = workspace()
    write('completion.bash', (await run('completion bash')).stdout)
    const ask = (...line: readonly string[]): string =>
      `COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(line.length - 1)}; _natsmith; echo "\${COMPREPLY[*]}"`
    const { stdout, stderr } = await execute(
      'bash',
      [
        '-c',
        [
          'source completion.bash',
          ask('natsmith', 'd'),
          ask('natsmith', 'deploy', '--no'),
          ask('natsmith', 'explain', 'plain'),
          ask('natsmith', 'completion', ''),
          ask('natsmith', 'check', ''),
        ].join('\n'),
      ],
      folder,
    )
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toEqual([
      'diff deploy drift',
      '--node',
      'plaintext-listener',
      'bash zsh fish',
      '',
      '',
    ])
  })

  it.each(['zsh', 'fish'])('describes every command to %s', async (shell) => {
    const { stdout } = await workspace().run(`completion ${shell}`)
    expect(stdout).toContain('compare the program with what was deployed')
    expect(stdout).toMatch(/exit-code/)
  })
})
