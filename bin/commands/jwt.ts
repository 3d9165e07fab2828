// natsmith jwt describe: what JWTs say, and whether a server would take them. Without a program, a key store or a secret.
import type { Command } from 'commander'
import { checkChain, type Checked } from '../../lib/jwt/chain'
import { decodeJwt } from '../../lib/jwt/decode'
import { describeJwt } from '../../lib/jwt/describe'
import { redact } from '../../lib/jwt/redact'
import { rfc3339 } from '../../lib/jwt/time'
import { findTokens } from '../../lib/jwt/tokens'
import { visible } from '../../lib/values/finding'
import { count } from '../../lib/values/words'
import { findingLines } from '../finding-text'
import { readInput } from '../input'
import { say, sayJson, table } from '../print'

export function define(command: Command): void {
  command.description('What JWTs of operators, accounts and users say.')
  command
    .command('describe')
    .description(
      'Says what a JWT says, and whether a server would take it: the signature, the times, and as far as the JWTs of its account and its ' +
        'operator are in the same file, whether those issued it and have not revoked it. Seeds, passwords and tokens are never shown.',
    )
    .argument('<file>', 'a JWT or several, creds, or a conf that holds some; - for stdin')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExit codes: 0 taken as far as it is known, 1 no JWT that can be read, 2 refused')
    .action((file: string, { json }: { json?: true }) => {
      const { tokens, keys } = findTokens(readInput(file))
      const now = Date.now()
      const checked = checkChain(
        tokens.map((token) => redact(decodeJwt(token))),
        keys,
        now,
      )
      const findings = checked.flatMap((one) => one.findings)
      if (json) sayJson('jwt-describe', { tokens: checked.map(documentOf), findings })
      else say(...checked.flatMap((one) => lines(one, now)), ...findingLines(findings), totals(checked))
      process.exitCode = findings.length > 0 ? 2 : 0
    })
}

function lines(checked: Checked, now: number): readonly string[] {
  const { title, rows } = describeJwt(checked, now)
  const cells = rows.flatMap(([name, said]) => said.map((line, i) => [i === 0 ? name : '', line]))
  return [visible(title), ...table(cells, '  '), '']
}

const totals = (checked: readonly Checked[]): string =>
  [
    count(checked.length, 'JWT'),
    ...(['verified', 'unchecked', 'refused'] as const).flatMap((trust) => {
      const n = checked.filter((one) => one.trust === trust).length
      return n === 0 ? [] : [`${n.toLocaleString('en-US')} ${TRUST[trust]}`]
    }),
  ].join(', ')

const TRUST = {
  verified: 'verified',
  unchecked: 'not checked as far as its operator',
  refused: 'refused',
} as const

function documentOf({ jwt, issuedBy, scope, trust }: Checked) {
  const { kind, version, claims } = jwt
  const { exp, iat, nbf } = claims
  return {
    kind,
    version,
    ...(claims.name !== undefined && { name: claims.name }),
    subject: claims.sub,
    issuer: claims.iss,
    ...(issuedBy !== undefined && { issuedBy }),
    ...(scope !== undefined && { scope: scope.role ?? '' }),
    ...(iat && { issuedAt: rfc3339(iat) }),
    ...(nbf && { notBefore: rfc3339(nbf) }),
    ...(exp && { notAfter: rfc3339(exp) }),
    trust,
    claims,
  }
}
