// natsmith permissions: in the terminal, for one user, and as a page in a real browser, without a network and with names that
// would like to be more than names.
import { readFileSync, statSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { startBrowser } from './support/browser'
import { preparedWorkspace, workspaces } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')

describe('in the terminal', () => {
  it('is a table of users and subjects', async () => {
    const { stdout, code } = await deployed().run('permissions')
    expect(code).toBe(0)
    expect(stdout).toBe(`P publish, S subscribe; p, s: only some of it, not always, or only in a queue; · no

ORDERS: 3 users, 4 subjects
  1  events.>
  2  events.audit.>
  3  orders.>
  4  orders.created

              1   2   3   4
  alice       ·s  ··  P·  P·
  bob, carol  PS  PS  PS  PS
`)
  })

  it('says why of one user', async () => {
    const { stdout } = await deployed().run('permissions --user ORDERS/alice')
    expect(stdout).toMatch(/^ORDERS\/alice: prod\/ORDERS\/alice permissions\n/)
    expect(stdout).toContain(
      [
        '  events.>        ·s  publish no: no entry allows it',
        '                      subscribe partly: allowed by "events.>", denied by "events.audit.>"; such as "events.audit", but not "events.audit.any"',
        '',
      ].join('\n'),
    )
    expect(stdout).not.toContain('bob')
    expect(await deployed().json('permissions --user ORDERS/alice')).toMatchObject({
      accounts: [{ account: 'ORDERS', users: [{ user: 'ORDERS/alice' }] }],
    })
    expect(await deployed().run('permissions --user ORDERS/nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('user-unknown') as string,
    })
  })

  it('fits 80 columns, and of many users and subjects it shows the first', async () => {
    const copy = workspace()
    copy.write('natsmith.cjs', MANY)
    const { stdout } = await copy.run('permissions')
    const lines = stdout.split('\n')
    expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines).toContain('A: 100 users, 101 subjects')
    // Those who can do nothing with the subjects that are shown have one line.
    expect(lines.filter((line) => /^ {2}user-\d+ .*PS/.test(line))).toHaveLength(59)
    expect(lines.filter((line) => /^ {2}user-.* and 38 more +·S/.test(line))).not.toEqual([])
    expect(lines.length).toBeLessThan(600)
    expect(lines.at(-2)).toBe('  all of it: --html FILE; of one user: --user NAME')
  })
})

const MANY = `const { Account, NatsCluster, User, deployment } = require('natsmith')
exports.default = deployment('prod', (scope) => {
  const account = new Account(scope, 'A', { exports: [{ stream: 'all.>' }] })
  for (let i = 0; i < 100; i++)
    new User(account, 'user-' + i, { permissions: { publish: ['subject.number-' + i] } })
  new NatsCluster(scope, 'hub', { nodes: { n1: 'n1.internal' }, serverVersion: '2.15' })
})`

const EVIL = [
  '<img/src=x/onerror=hit()>',
  '</script><script>hit()</script>',
  '"onfocus="hit()',
  '&lt;b&gt;\u202e',
]

const HOSTILE = `const { Account, NatsCluster, User, deployment } = require('natsmith')
exports.default = deployment('prod', (scope) => {
  const account = new Account(scope, 'A', { exports: [{ stream: 'orders.*' }] })
  new User(account, 'alice', { permissions: { publish: ${JSON.stringify(EVIL)}, subscribe: ['orders.>'] } })
  const other = new Account(scope, 'B', { imports: [{ from: account, stream: 'orders.*' }] })
  new User(other, 'bob')
  new User(account, 'plain', { password: 'generated' })
  new NatsCluster(scope, 'hub', { nodes: { n1: 'n1.internal' }, serverVersion: '2.15' })
})`

describe('as a page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  const asked: string[] = []

  async function pageOf(program: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const copy = workspace()
    copy.write('natsmith.cjs', program)
    expect(await copy.run('permissions --html new/page.html')).toMatchObject({
      code: 0,
      stdout: 'wrote ./new/page.html\n',
    })
    const context = await browser.newContext({ offline: true, colorScheme })
    const page = await context.newPage()
    page.on('request', (request) => asked.push(request.url()))
    page.on('requestfailed', (request) => asked.push(request.failure()?.errorText ?? ''))
    page.on('pageerror', (error) => asked.push(error.message))
    await page.exposeFunction('hit', () => asked.push('hit'))
    asked.length = 0
    await page.goto(`file://${copy.path('new', 'page.html')}`)
    return page
  }

  it('says why below the pointer and the focus', async () => {
    const page = await pageOf(HOSTILE)
    const why = page.locator('#why')
    const table = page.locator('table[aria-label=A]')
    const heads = await table.locator('thead th').allTextContents()
    const at = (subject: string) => heads.indexOf(subject) - 1
    const alice = table.locator('tbody tr').nth(0).locator('td')
    await alice.nth(at('orders.>')).hover()
    expect(await why.textContent()).toBe(
      [
        'alice, orders.>',
        'publish no: no entry allows it',
        'subscribe yes: allowed by "orders.>"',
        'published by plain; received by alice, plain',
        'orders.any reaches B/bob as orders.any',
        'prod/A/alice permissions',
      ].join('\n'),
    )
    // By the keyboard alone.
    await page.keyboard.press('Tab')
    for (const key of ['ArrowDown', 'ArrowDown', ...heads.slice(1).map(() => 'ArrowRight'), 'ArrowRight'])
      await page.keyboard.press(key)
    expect(await why.textContent()).toMatch(/^plain, orders\.>\npublish yes: nothing limits it\n/)
    await page.keyboard.press('ArrowUp')
    expect(await why.textContent()).toMatch(/^alice, orders\.>\n/)
    expect(await page.locator(':focus').textContent()).toBe('·S')
  })

  it('runs nothing that a name says, and asks for nothing', async () => {
    const page = await pageOf(HOSTILE)
    const cells = page.locator('td, th')
    for (let i = 0; i < (await cells.count()); i++) await cells.nth(i).click()
    expect(await page.evaluate('[document.images.length, document.scripts.length]')).toEqual([0, 2])
    const heads = await page.locator('table[aria-label=A] thead th').allTextContents()
    expect(heads).toEqual([
      'user',
      '"onfocus="hit()',
      '&lt;b&gt;\\u{202e}',
      ...EVIL.slice(1, 2),
      ...EVIL.slice(0, 1),
      'orders.*',
      'orders.>',
    ])
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:9/x" onerror="hit()"><i onclick="hit()">x</i>')`,
    )
    await page.locator('i').click()
    expect(asked).toEqual([page.url(), 'http://127.0.0.1:9/x', 'csp'])
  })

  it('keeps its head in sight, and can be read in the dark', async () => {
    const page = await pageOf(MANY, 'dark')
    const last = page.locator('tbody tr').last().locator('td').last()
    await last.scrollIntoViewIfNeeded()
    const head = await page.locator('thead th').last().boundingBox()
    const name = await page.locator('tbody tr').last().locator('th').boundingBox()
    expect([head?.y, name?.x]).toEqual([0, 0])
    const [ground, text] = await page.evaluate<readonly [string, string]>(
      '(() => { const { backgroundColor, color } = getComputedStyle(document.body); return [backgroundColor, color] })()',
    )
    const brightness = (colour: string) => Number(/\d+/.exec(colour)?.[0])
    expect(brightness(ground)).toBeLessThan(60)
    expect(brightness(text)).toBeGreaterThan(200)
  })

  it('is written whole, for everybody to read, and has no secret', async () => {
    const copy = workspace(deployed())
    const { accounts, html } = await copy.json('permissions --html page.html')
    expect(html).toBe(copy.path('page.html'))
    expect(accounts).toHaveLength(1)
    expect(statSync(copy.path('page.html')).mode & 0o777).toBe(0o644)
    const page = readFileSync(copy.path('page.html'), 'utf8')
    expect(page).toContain('>alice<')
    expect(page + JSON.stringify(accounts)).not.toMatch(/correct horse|S[UA][A-Z2-7]{56}|\$2[aby]\$/)
  })
})
