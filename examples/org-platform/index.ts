// Pulumi: pulumi up
import { NatsDeployment } from 'natsmith/pulumi'
import { platform } from './platform'

export const { nodes } = new NatsDeployment('platform', { deployment: platform })
