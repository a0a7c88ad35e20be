// Does what Vitest does with the files of the recipe: the global setup, the tests in a process of their own, the teardown.
import { spawnSync } from 'node:child_process'
import config from './vitest.config.mjs'

const provided = {}
const { default: setup } = await import(config.test.globalSetup)
const teardown = await setup({ provide: (name, value) => { provided[name] = value } })
const env = { ...process.env, PROVIDED: JSON.stringify(provided) }
const run = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'billing.test.mjs'], { env, stdio: 'inherit' })
await teardown()
process.exitCode = run.status
