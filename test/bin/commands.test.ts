import { Command } from 'commander'
import { COMMANDS } from '../../bin/commands'

describe.each(COMMANDS)('$name', ({ name, summary, load }) => {
  const command = new Command(name)
  load().define(command)

  it('says in its help what it is for, and explains every flag', () => {
    expect(summary).toMatch(/^[a-z].*[^.]$/)
    expect(command.description()).toMatch(/^[A-Z].*\.$/)
    for (const { flags, description } of command.options)
      expect({ flags, description }).not.toMatchObject({ description: '' })
  })

  it('prints JSON, unless it prints a script', () => {
    const acting = command.commands.length > 0 ? command.commands : [command]
    for (const { options } of acting)
      expect(options.some(({ long }) => long === '--json')).toBe(name !== 'completion')
  })
})
