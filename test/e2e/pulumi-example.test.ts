// The example as it comes with a clone: Pulumi.yaml at the top, the program in TypeScript, `npm run pulumi`.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheRoot } from '../../tools/locate'
import { tree } from './support/pulumi'
import { execute, type Ran } from './support/workspace'

jest.setTimeout(240_000)

const ROOT = join(__dirname, '../..')
const CLONED = ['package.json', 'tsconfig.json', 'Pulumi.yaml', 'examples/pulumi', 'tools', 'dist']

let clone: string
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'natsmith-clone-'))
  const isLeft = (path: string): boolean =>
    /\/(out|natsmith|\.natsmith|installed)$/.test(path.slice(ROOT.length))
  for (const name of CLONED)
    cpSync(join(ROOT, name), join(clone, name), { recursive: true, filter: (path) => !isLeft(path) })
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
})
afterAll(() => {
  rmSync(clone, { recursive: true, force: true })
})

const pulumi = (...args: readonly string[]): Promise<Ran> =>
  execute(join(clone, 'node_modules/.bin/jiti'), ['tools/pulumi.ts', ...args], clone, {
    env: { NATSMITH_TOOLS_CACHE: cacheRoot(process.env), PULUMI_HOME: join(clone, 'home') },
  })

test('up from a clean clone, with a secret of the stack; run again, nothing is to be done', async () => {
  expect(await pulumi('stack', 'init', 'dev')).toMatchObject({ code: 0 })
  expect(await pulumi('config', 'set', '--secret', 'bobPassword', 'correct horse')).toMatchObject({ code: 0 })
  const up = await pulumi('up', '--yes', '--skip-preview', '--non-interactive')
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('5 created') as string })
  expect(up.stdout).toMatch(/trust: "-----BEGIN CERTIFICATE/)
  const files = Object.keys(tree(join(clone, 'examples/pulumi/out')))
  for (const node of ['nats1', 'nats2']) expect(files).toContain(`${node}/etc/nats/nats-server.conf`)
  expect(await pulumi('preview', '--expect-no-changes', '--non-interactive')).toMatchObject({ code: 0 })
})

test('docs/guides/pulumi.md shows the example as it is', () => {
  const example = readFileSync(join(ROOT, 'examples/pulumi/index.ts'), 'utf8')
  const guide = readFileSync(join(ROOT, 'docs/guides/pulumi.md'), 'utf8')
  expect(guide).toContain(`\`\`\`ts\n${example.slice(example.indexOf('import'))}\`\`\``)
})
