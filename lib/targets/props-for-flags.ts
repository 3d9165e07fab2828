// In: the change that a finding asks for, as natsmith's own commands say it. Out: the same for a program of an engine, where
// flags are props.

export const adoptAsProp = (change: string): string =>
  change.replace(/(?:natsmith deploy|the same command with) --adopt/, 'adopt: true in the program')
