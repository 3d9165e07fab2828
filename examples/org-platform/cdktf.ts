// For cdktf, which cdktf.json sends here.
import { App } from 'cdktf'
import { NatsStack } from 'natsmith/cdktf'
import { platform } from './platform'

const app = new App()
new NatsStack(app, 'platform', { deployment: platform })
app.synth()
