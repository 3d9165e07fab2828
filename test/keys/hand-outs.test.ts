// Who needs other credentials than they have.
import { handOuts, type SaidStep } from '../../lib/keys/step'

const step = (verb: SaidStep['verb'], identity: string, fresh = false): SaidStep => ({
  verb,
  identity,
  fresh,
  reason: '',
})

it.each<[string, readonly SaidStep[], readonly string[]]>([
  ['whose JWT is a new one', [step('reissue', 'user/A/ann/jwt', true)], ['A/ann']],
  ['whose key alone is new, has another JWT, too', [step('issue', 'user/A/ann/nkey', true)], []],
  ['who comes back, as after a switch to operator mode', [step('restore', 'user/A/ann/jwt')], ['A/ann']],
  [
    'who has a JWT that nobody asks for in config mode',
    [step('retire', 'operator/acme/jwt'), step('retire', 'user/A/ann/jwt')],
    ['A/ann'],
  ],
  [
    'not who leaves',
    [
      step('retire', 'operator/acme/jwt'),
      step('retire', 'user/A/ann/jwt'),
      step('retire', 'user/A/ann/nkey'),
      step('retire', 'user/B/ben/jwt'),
    ],
    ['B/ben'],
  ],
  ['nobody, where a user leaves operator mode alone', [step('retire', 'user/A/ann/jwt')], []],
])('%s', (_, steps, users) => {
  expect(handOuts(steps)).toEqual(users)
})
