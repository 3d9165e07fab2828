import { isDeepStrictEqual } from 'node:util'
import { changeEffect, newOptionsFinder } from '../../../lib/render/conf/options'
import type { ConfMap, ConfPath, ConfValue } from '../../../lib/values/conf'
import { parseServerVersion } from '../../../lib/values/server-version'

const path = (text: string): ConfPath => text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))

/** A conf with nothing but the option at `at`. */
const confWith = (at: ConfPath, value: ConfValue): ConfMap =>
  at.reduceRight<ConfValue>(
    (inner, key) =>
      typeof key === 'number' ? Array.from({ length: key + 1 }, () => inner) : { [key]: inner },
    value,
  ) as ConfMap

describe('newOptionsFinder', () => {
  it('gives every option once, blocks and lists before what is in them', () => {
    const accounts = { A: { users: [{ allowed_connection_types: ['IN_PROCESS'] }, {}], msg_trace: 'x' } }
    const find = newOptionsFinder()
    const wanted = [
      { path: path('accounts.A.users.0.allowed_connection_types.0'), value: 'IN_PROCESS', since: ['2.11.0'] },
      { path: path('accounts.A.msg_trace'), value: 'x', since: ['2.11.0'] },
    ]
    expect(find({ accounts, server_metadata: { a: 'b' }, debug: true })).toEqual([
      ...wanted,
      { path: ['server_metadata'], value: { a: 'b' }, since: ['2.12.0'] },
    ])
    expect(find({ accounts })).toEqual(wanted)
  })

  it.each<[string, ConfValue, readonly string[] | undefined]>([
    ['listen', '0.0.0.0:4222', undefined],
    ['accounts.ORDERS.users.0.nkey', 'U', undefined],
    ['max_closed_clients', 1, ['2.10.26']],
    ['MAX_CLOSED_CLIENTS', 1, ['2.10.26']],
    ['leafnodes.remotes.0.nkey', 'S', ['2.10.8']],
    ['tls.min_version', '1.3', ['2.10.21']],
    ['cluster.tls.min_version', '1.3', ['2.10.21']],
    ['leafnodes.remotes.2.tls.min_version', '1.3', ['2.10.21']],
    ['gateway.gateways.0.tls.min_version', '1.3', ['2.10.21']],
    ['tls.handshake_first', true, ['2.10.4']],
    ['leafnodes.tls.handshake_first', true, undefined],
    ['leafnodes.tls.handshake_first', 'auto', ['2.11.0']],
    ['tls.curve_preferences.1', 'X25519', undefined],
    ['tls.curve_preferences.1', 'X25519MLKEM768', ['2.12.0']],
    ['accounts.ORDERS.users.0.allowed_connection_types.0', 'STANDARD', undefined],
    ['accounts.ORDERS.users.0.allowed_connection_types.0', 'in_process', ['2.11.0']],
    ['accounts.ORDERS.mappings.a', 'b.$1', undefined],
    ['accounts.ORDERS.mappings.a', 'b.{{random(3)}}', ['2.12.0']],
    ['accounts.ORDERS.mappings.a', '{{random(3)}}.{{left(1,3)}}', ['2.14.7']],
    ['accounts.ORDERS.mappings.a.0.destination', '{{partition(3,1)}}', undefined],
    ['accounts.ORDERS.mappings.a.0.destination', '{{partition(3)}}', ['2.12.0']],
    ['accounts.ORDERS.mappings.a.0.weight', 5, undefined],
    ['cluster.write_deadline', '2s', ['2.11.11', '2.12.1']],
    ['leafnodes.remotes.0.proxy', {}, ['2.12.1']],
    // One option is told once: not again for what is in it.
    ['leafnodes.remotes.0.proxy.url', 'http://proxy', undefined],
  ])('%s: %j', (option, value, since) => {
    const found = newOptionsFinder()(confWith(path(option), value))
    expect(found.find((one) => isDeepStrictEqual(one.path, path(option)))?.since).toEqual(since)
  })
})

describe('changeEffect', () => {
  it.each([
    ['debug', 'reload'],
    ['accounts.ORDERS.users.ORDERS/alice.permissions.publish.allow.orders.>', 'reload'],
    ['authorization.token', 'reload'],
    ['authorization.timeout', 'reload'],
    ['no_auth_user', 'restart'],
    ['authorization.auth_callout.issuer', 'restart'],
    ['tls', 'reload'],
    ['tls.cert_file', 'reload'],
    ['tls.verify_and_map', 'restart'],
    ['tls.connection_rate_limit', 'restart'],
    ['cluster', 'restart'],
    ['cluster.routes.0', 'reload'],
    ['cluster.tls.pinned_certs.0', 'reload'],
    ['cluster.listen', 'restart'],
    ['cluster.advertise', 'restart'],
    ['leafnodes.tls', 'restart'],
    ['leafnodes.tls.cert_file', 'reload'],
    ['leafnodes.tls.pinned_certs.0', 'restart'],
    ['leafnodes.tls.timeout', 'restart'],
    ['leafnodes.authorization.account', 'restart'],
    ['leafnodes.authorization.timeout', 'restart'],
    ['leafnodes.remotes.0.tls.ca_file', 'reload'],
    ['leafnodes.remotes.0.tls.timeout', 'restart'],
    ['leafnodes.remotes.0.deny_imports.0', 'restart'],
    ['jetstream', 'reload'],
    ['jetstream.max_file_store', 'restart'],
    ['jetstream.key', 'restart'],
    ['client_advertise', 'restart'],
    ['server_name', 'restart'],
    ['system_account', 'restart'],
    ['max_payload', 'reload'],
    ['max_pending', 'restart'],
    ['an_option_nobody_knows', 'restart'],
  ])('of %s is a %s', (option, effect) => {
    for (const version of ['2.10', '2.15'])
      expect(changeEffect(path(option), parseServerVersion(version))).toBe(effect)
  })

  it.each([
    'leafnodes.remotes.0',
    'leafnodes.remotes.0.nkey',
    'leafnodes.remotes.0.urls.1',
    'gateway.tls.pinned_certs',
  ])('of %s is a restart before 2.14, a reload from then on', (option) => {
    expect(changeEffect(path(option), parseServerVersion('2.12'))).toBe('restart')
    expect(changeEffect(path(option), parseServerVersion('2.14'))).toBe('reload')
  })
})
