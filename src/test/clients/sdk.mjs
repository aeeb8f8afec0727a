// Drives the unmodified JavaScript SDK. E2B_API_URL, E2B_SANDBOX_URL and E2B_API_KEY say where.

import assert from 'node:assert/strict'
import { Sandbox } from 'e2b'
import { check, failure } from './checks.mjs'

const odd = { 'na me': 'a&b=c/é%' }
const near = (time, milliseconds) =>
  assert.ok(Math.abs(time.getTime() - Date.now() - milliseconds) < 30_000, `${time}`)

async function all(options) {
  const paginator = Sandbox.list(options)
  const pages = []
  while (paginator.hasNext) pages.push(await paginator.nextItems())
  return pages
}

const ids = (pages) => pages.flat().map((row) => row.sandboxId)

let first
await check('create', async () => {
  first = await Sandbox.create('base', { metadata: odd, timeoutMs: 60_000 })
  assert.match(first.sandboxId, /^i[a-z0-9]{20}$/)
})
await check('create without a timeout lives five minutes', async () => {
  const sandbox = await Sandbox.create()
  near((await sandbox.getInfo()).endAt, 300_000)
})
await check('getInfo', async () => {
  const info = await Sandbox.getInfo(first.sandboxId)
  assert.equal(info.sandboxId, first.sandboxId)
  assert.equal(info.state, 'running')
  assert.equal(info.name, 'base')
  assert.deepEqual(info.metadata, odd)
  assert.deepEqual(info.lifecycle, { autoResume: false, onTimeout: 'kill' })
  near(info.startedAt, 0)
  near(info.endAt, 60_000)
})
await check('isRunning', async () => assert.equal(await first.isRunning(), true))
await check('list shows every sandbox once, over pages, newest first', async () => {
  for (let i = 0; i < 3; i++) await Sandbox.create('base', { metadata: { seed: `${i}` } })
  const pages = await all({ limit: 2 })
  assert.deepEqual(pages.map((page) => page.length), [2, 2, 1])
  assert.equal(new Set(ids(pages)).size, 5)
  assert.equal(ids(pages).at(-1), first.sandboxId)
})
await check('list oldest first', async () => {
  const pages = await all({ limit: 2, order: 'asc' })
  assert.equal(ids(pages)[0], first.sandboxId)
  assert.equal(ids(pages).length, 5)
})
await check('list by metadata', async () => {
  assert.deepEqual(ids(await all({ query: { metadata: odd } })), [first.sandboxId])
  assert.equal(ids(await all({ query: { metadata: { seed: '1' } } })).length, 1)
  assert.equal(ids(await all({ query: { metadata: { seed: '1', more: 'x' } } })).length, 0)
})
await check('list by template and start', async () => {
  assert.equal(ids(await all({ query: { template: 'base' } })).length, 5)
  assert.equal(ids(await all({ query: { template: 'other' } })).length, 0)
  const { startedAt } = await first.getInfo()
  assert.equal(ids(await all({ query: { startedAfter: startedAt } })).length, 5)
  assert.equal(ids(await all({ query: { startedAfter: new Date(Date.now() + 60_000) } })).length, 0)
})
await check('setTimeout moves the end both ways', async () => {
  await first.setTimeout(600_000)
  near((await first.getInfo()).endAt, 600_000)
  await Sandbox.setTimeout(first.sandboxId, 120_000)
  near((await first.getInfo()).endAt, 120_000)
})
await check('getMetrics', async () => {
  const metrics = await first.getMetrics()
  assert.ok(metrics.length > 0)
  assert.equal(metrics[0].cpuCount, 2)
  assert.equal(metrics[0].memTotal, 512 * 1024 * 1024)
})
await check('createSnapshot', async () => {
  const snapshot = await first.createSnapshot({ name: 'team/kept' })
  assert.deepEqual(snapshot, { snapshotId: 'team/kept:default', names: ['team/kept:default'] })
})
await check('fork', async () => {
  const children = await first.fork({ count: 2, timeoutMs: 60_000 })
  assert.equal(children.length, 2)
  assert.deepEqual((await children[0].getInfo()).metadata, odd)
  for (const child of children) await child.kill()
})
await check('pause, and a second time', async () => {
  assert.equal(await first.pause(), true)
  assert.equal(await first.pause(), false)
  assert.equal((await first.getInfo()).state, 'paused')
  assert.equal(await first.isRunning(), false)
})
await check('list by state', async () => {
  assert.deepEqual(ids(await all({ query: { state: ['paused'] } })), [first.sandboxId])
  assert.equal(ids(await all({ query: { state: ['running'] } })).length, 4)
  assert.equal(ids(await all({ query: { state: ['running', 'paused'] } })).length, 5)
})
await check('setTimeout of a paused one is not found', async () => {
  assert.equal((await failure(first.setTimeout(60_000))).name, 'SandboxNotFoundError')
})
await check('connect resumes', async () => {
  const connected = await Sandbox.connect(first.sandboxId)
  assert.equal(connected.sandboxId, first.sandboxId)
  const info = await connected.getInfo()
  assert.equal(info.state, 'running')
  near(info.endAt, 300_000)
})
await check('connect extends and does not shorten', async () => {
  await Sandbox.connect(first.sandboxId, { timeoutMs: 900_000 })
  near((await first.getInfo()).endAt, 900_000)
  await Sandbox.connect(first.sandboxId, { timeoutMs: 1_000 })
  near((await first.getInfo()).endAt, 900_000)
})
await check('kill, and a second time', async () => {
  assert.equal(await first.kill(), true)
  assert.equal(await Sandbox.kill(first.sandboxId), false)
  assert.equal(await first.isRunning(), false)
})
await check('whatever is asked of a dead one is not found', async () => {
  const id = first.sandboxId
  for (const ask of [
    () => Sandbox.getInfo(id),
    () => Sandbox.connect(id),
    () => Sandbox.pause(id),
    () => Sandbox.setTimeout(id, 60_000),
    () => Sandbox.getMetrics(id),
    () => Sandbox.createSnapshot(id),
    () => Sandbox.fork(id),
  ]) {
    assert.equal((await failure(ask())).name, 'SandboxNotFoundError')
  }
})
await check('a wrong key is refused', async () => {
  const reason = await failure(Sandbox.getInfo(first.sandboxId, { apiKey: 'e2b_' + '0'.repeat(40) }))
  assert.equal(reason.name, 'AuthenticationError')
})
await check('over the limit is refused at once', async () => {
  const made = []
  const reason = await failure((async () => {
    while (made.length < 100) made.push(await Sandbox.create())
  })())
  assert.equal(reason.name, 'RateLimitError')
  for (const sandbox of made) await sandbox.kill()
})
await check('what is left can be killed', async () => {
  for (const id of ids(await all())) assert.equal(await Sandbox.kill(id), true)
  assert.equal(ids(await all()).length, 0)
})
