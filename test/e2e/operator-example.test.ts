// examples/operator: what its comments claim, shown by real clients.
import { mayPublish, maySubscribe, reaches, type Client } from '../oracle/support/client'
import { LINES } from '../oracle/support/deployment'
import { startExample, type Site } from './support/operator-site'

describe.each(LINES)('on nats-server %s', (line) => {
  let site: Site
  beforeAll(async () => {
    site = await startExample(line)
  }, 60_000)
  afterAll(() => site.close())

  it('a shop publishes its own orders, and hears the offers of its region', async () => {
    const [berlin, boston] = [await site.login('SHOPS/berlin'), await site.login('SHOPS/boston', 'nats2')]
    const may = async (client: Client) => ({
      publish: [await mayPublish(client, 'orders.berlin.new'), await mayPublish(client, 'orders.boston.new')],
      subscribe: [
        await maySubscribe(client, 'offers.eu.shoes'),
        await maySubscribe(client, 'offers.us.shoes'),
      ],
    })
    expect(await may(berlin)).toEqual({ publish: [true, false], subscribe: [true, false] })
    expect(await may(boston)).toEqual({ publish: [false, true], subscribe: [false, true] })
  })

  it('billing receives the orders, from server to server, and may publish nothing', async () => {
    const [berlin, clerk] = [await site.login('SHOPS/berlin'), await site.login('BILLING/clerk', 'nats3')]
    expect(await reaches(berlin, clerk, 'orders.berlin.new', 'orders.>')).toBe(true)
    expect(await mayPublish(clerk, 'orders.berlin.new')).toBe(false)
  })
})
