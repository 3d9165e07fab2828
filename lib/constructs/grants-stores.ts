// In: a key-value bucket or an object store, and what is done with it. Out: the least permissions for it.
// Sources: nats-io ADR-8 (key-value: $KV) and ADR-20 (objects: $O); what clients call is tested.
import { parseText } from '../values/names'
import { grant, parseToken, readerOf, type Grant } from './grant'
import { OWN_API, pushedInOrder, readApi, type JetStreamApiProps } from './grants-streams'
import { oneOf } from './parsers'

/** `read` gets values, `write` puts, deletes and purges keys, `watch` watches and lists keys and their history. */
export type KeyValueAccess = 'read' | 'write' | 'watch'

export interface KeyValueGrantProps extends JetStreamApiProps {
  /**
   * The only keys, as `config.>`; a last `*` lets `>` through. To read them, the client opens the bucket with `allow_direct`.
   * @defaultValue all keys, and what is known of the bucket
   */
  readonly keys?: string
}

/** `read` gets objects, `write` puts, changes and deletes them, `watch` watches and lists them. */
export type ObjectStoreAccess = 'read' | 'write' | 'watch'

const ACCESS = oneOf('read', 'write', 'watch')

/** @see grants.keyValue */
export function keyValue(bucket: string, access: KeyValueAccess, props: KeyValueGrantProps): Grant {
  const read = readerOf<'bucket' | 'access' | keyof KeyValueGrantProps>('keyValue', { bucket, access }, props)
  const stream = `KV_${read.value('bucket', parseToken)}`
  read.value('access', ACCESS)
  const keys = read.optional('keys', parseText)
  const { api, prefix } = readApi(read)
  read.done('')
  const values = `$KV.${bucket}.${keys ?? '>'}`
  const direct = api(`DIRECT.GET.${stream}`)
  const ofAllKeys = [api(`STREAM.INFO.${stream}`), api(`STREAM.MSG.GET.${stream}`), direct]
  switch (access) {
    case 'read':
      return grant([...(keys === undefined ? ofAllKeys : []), `${direct}.${values}`])
    case 'write':
      return grant([prefix === OWN_API ? values : api(values)])
    case 'watch':
      return grant([...pushedInOrder(api, stream, values), api(`CONSUMER.INFO.${stream}.*`)])
  }
}

/** @see grants.objectStore */
export function objectStore(store: string, access: ObjectStoreAccess, props: JetStreamApiProps): Grant {
  const read = readerOf<'store' | 'access' | keyof JetStreamApiProps>('objectStore', { store, access }, props)
  const stream = `OBJ_${read.value('store', parseToken)}`
  read.value('access', ACCESS)
  const { api } = readApi(read)
  read.done('')
  const chunks = `$O.${store}.C.*`
  const about = `$O.${store}.M.*`
  const opened = ['INFO', `STREAM.INFO.${stream}`, `STREAM.MSG.GET.${stream}`].map(api)
  switch (access) {
    case 'read':
      return grant([...opened, ...pushedInOrder(api, stream, chunks)])
    case 'write':
      return grant([...opened, chunks, about, api(`STREAM.PURGE.${stream}`)])
    case 'watch':
      return grant([...opened, ...pushedInOrder(api, stream, `$O.${store}.M.>`)])
  }
}
