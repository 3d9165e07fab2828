// In: a resolved tree, and what rules may look at. Out: every finding, sorted: those of natsmith's own rules, of rules
// added with addRules, and of the tree's own validations, with the accepted ones marked.
import type { Resolved } from '../model/resolve'
import type { Explanation, Rule, RuleContext, Violation } from '../model/rule'
import type { Finding } from '../values/finding'
import { NatsmithError, show, sortFindings } from '../values/finding'
import { sortBy } from '../values/sort'
import { RULES } from './index'
import { ACKNOWLEDGEMENT_WITHOUT_FINDING, RULE_FAILED, RULE_WITHOUT_NAMESPACE } from './own-codes'

/** Judges a tree. Nothing throws: a rule that does becomes the finding `rule-failed`. */
export function judge(resolved: Resolved, context: RuleContext): readonly Finding[] {
  const found = [
    ...RULES.flatMap((rule) => run(rule, resolved.model.path, context)),
    ...resolved.rules.flatMap(({ scope, rule }) => runAdded(rule, scope, context)),
    ...resolved.validations,
  ]
  return sortFindings(accept(unique(found), resolved.acknowledgements))
}

function run(
  rule: Rule,
  scope: string,
  context: RuleContext,
  inScope: (violation: Violation) => boolean = () => true,
): readonly Finding[] {
  try {
    return [...rule.check(context)].filter(inScope).map((violation) => finding(rule, violation))
  } catch (error) {
    // What cannot be rendered is reported as the renderer does: once, however many rules look at the conf.
    if (error instanceof NatsmithError) {
      const { code, message, change } = error
      return [{ code, severity: 'error', path: scope, message, change }]
    }
    const why = error instanceof Error ? error.message : String(error)
    return [
      finding(RULE_FAILED, {
        path: scope,
        message: `rule ${show(rule.code)} threw ${show(why)}`,
        change: 'correct the rule: what it should have judged is not judged',
      }),
    ]
  }
}

/** A rule of somebody else: it judges the scope that it was added to, and nothing beside it. */
function runAdded(rule: Rule, scope: string, context: RuleContext): readonly Finding[] {
  if (/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/.test(rule.code))
    return run(rule, scope, context, ({ path }) => isWithin(scope, path))
  return [
    finding(RULE_WITHOUT_NAMESPACE, {
      path: scope,
      message: `addRules: the code ${show(rule.code)} has no namespace, so the rule was not run`,
      change: `call it ${show(`acme/${rule.code.replace(/^.*\//, '')}`)}, with your own name for acme`,
    }),
  ]
}

const finding = (
  { code, severity }: Pick<Explanation, 'code' | 'severity'>,
  { path, message, change }: Violation,
): Finding => ({ code, severity, path, message, change })

/** True when `path` is that of `scope`, or of something below it. */
const isWithin = (scope: string, path: string): boolean =>
  scope === '' || path === scope || path.startsWith(`${scope}/`)

/** A rule that was added to a scope and to one inside it finds the same twice. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((f) => [[f.code, f.path, f.message].join('\0'), f])).values()]
}

function accept(
  findings: readonly Finding[],
  acknowledgements: Resolved['acknowledgements'],
): readonly Finding[] {
  const used = new Set<Resolved['acknowledgements'][number]>()
  const marked = findings.map((f) => {
    const matching = acknowledgements.filter((a) => a.code === f.code && isWithin(a.scope, f.path))
    for (const a of matching) used.add(a)
    // Of scopes inside each other the innermost sorts last.
    const innermost = sortBy(matching, (a) => a.scope).at(-1)
    return innermost === undefined ? f : { ...f, acknowledged: innermost.reason }
  })
  const unused = acknowledgements.filter((a) => !used.has(a))
  return [
    ...marked,
    ...unused.map((a) =>
      finding(ACKNOWLEDGEMENT_WITHOUT_FINDING, {
        path: a.scope,
        message: `acknowledge: no finding here has the code ${show(a.code)}`,
        change: 'remove the acknowledgement; "natsmith rules" lists the codes',
      }),
    ),
  ]
}
