// The ASN.1 library, which reads what others made. It takes longer to load than most commands take to run, so it is loaded when
// something is read with it.
/* eslint-disable @typescript-eslint/no-require-imports -- loaded when it is first called */
import type * as Csr from '@peculiar/asn1-csr'
import type * as Schema from '@peculiar/asn1-schema'
import type * as X509 from '@peculiar/asn1-x509'
import { once } from '../values/remember'

export const asn1 = once(() => ({
  ...(require('@peculiar/asn1-schema') as typeof Schema),
  ...(require('@peculiar/asn1-x509') as typeof X509),
  ...(require('@peculiar/asn1-csr') as typeof Csr),
}))
