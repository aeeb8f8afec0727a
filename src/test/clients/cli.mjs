// Drives the unmodified command line tool. E2B_API_URL and E2B_API_KEY say where.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { check } from './checks.mjs'

const key = process.env.E2B_API_KEY

async function e2b(...words) {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath, ['node_modules/@e2b/cli/dist/index.js', ...words])
  return stdout + stderr
}

/** All that a command says, whether it succeeds or fails. */
async function said(...words) {
  return e2b(...words).catch((failed) => failed.stdout + failed.stderr)
}

async function api(method, path, body) {
  const answer = await fetch(process.env.E2B_API_URL + path, {
    method,
    headers: { 'X-API-Key': key, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  return answer.status === 204 ? null : answer.json()
}

// Through the API, since the tool has no option for metadata.
const create = async (metadata) =>
  (await api('POST', '/sandboxes', { templateID: 'base', timeout: 300, metadata })).sandboxID
const listed = async (...words) =>
  JSON.parse(await e2b('sandbox', 'list', '--format', 'json', ...words))
    .map((row) => row.sandboxId)
const sorted = (...ids) => ids.sort()

let one, other
await check('list', async () => {
  one = await create({ app: 'one' })
  other = await create({ app: 'other' })
  assert.deepEqual(sorted(...(await listed())), sorted(one, other))
})
await check('list as a table', async () => {
  const table = await e2b('sandbox', 'list')
  for (const cell of [one, other, 'base', 'Running']) assert.ok(table.includes(cell), table)
})
await check('list with filters', async () => {
  assert.deepEqual(await listed('--metadata', 'app=one'), [one])
  assert.deepEqual(await listed('--limit', '1'), [other])
  assert.deepEqual(await listed('--order', 'asc'), [one, other])
  assert.deepEqual(await listed('--state', 'paused'), [])
})
await check('info', async () => {
  const info = JSON.parse(await e2b('sandbox', 'info', one, '--format', 'json'))
  assert.equal(info.sandboxId, one)
  assert.equal(info.state, 'running')
})
await check('metrics', async () => {
  assert.match(await e2b('sandbox', 'metrics', one, '--format', 'json'), /cpuUsedPct/)
})
await check('pause', async () => {
  await e2b('sandbox', 'pause', one)
  assert.deepEqual(await listed('--state', 'paused'), [one])
})
await check('resume', async () => {
  await e2b('sandbox', 'resume', one)
  assert.equal((await api('GET', `/sandboxes/${one}`)).state, 'running')
})
await check('kill', async () => {
  await e2b('sandbox', 'kill', one)
  assert.deepEqual(await listed(), [other])
})
await check('kill of a dead one', async () => {
  assert.match(await e2b('sandbox', 'kill', one), /wasn't found|not found/)
})
await check('whatever else of a dead one', async () => {
  for (const command of ['info', 'metrics', 'pause', 'resume', 'connect']) {
    assert.match(await said('sandbox', command, one), /wasn't found|not found/, command)
  }
})
await check('create', async () => {
  const id = (await e2b('sandbox', 'create', 'base', '--detach', '--timeout', '120')).trim()
  assert.deepEqual(sorted(...(await listed())), sorted(id, other))
  const { startedAt, endAt } = await api('GET', `/sandboxes/${id}`)
  assert.equal(Math.round((new Date(endAt) - new Date(startedAt)) / 1000), 120)
})
// The terminal itself speaks to the machine, which the simulator does not have, and wants a person
// at it: what counts is that the tool gets as far as opening one, and what that did to the sandbox.
await check('connect', async () => {
  await api('POST', `/sandboxes/${other}/pause`)
  assert.match(await said('sandbox', 'connect', other), /Terminal connecting to sandbox/)
  assert.equal((await api('GET', `/sandboxes/${other}`)).state, 'running')
})
await check('list of more than a page', async () => {
  await Promise.all(Array.from({ length: 110 }, () => create({ app: 'many' })))
  const ids = await listed('--metadata', 'app=many', '--limit', '0')
  assert.equal(new Set(ids).size, 110)
  assert.equal(ids.length, 110)
})
await check('kill of all', async () => {
  await e2b('sandbox', 'kill', '--all')
  assert.deepEqual(await listed(), [])
})
