// natsmith's own engine: natsmith deploy
export { platform as default } from './platform'
