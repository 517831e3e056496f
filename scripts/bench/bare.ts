import { Hono } from 'hono'

/** What others are measured against: as little as answers from a database. */
const app = new Hono<{ Bindings: { DB: D1Database } }>()

app.get('/rows/:id', async (c) =>
  c.json(await c.env.DB.prepare('select * from bare where ID = ?').bind(c.req.param('id')).first()),
)

app.post('/rows', async (c) => {
  const { ID, Name } = await c.req.json<{ ID: string; Name: string }>()
  await c.env.DB.prepare('insert into bare (ID, Name) values (?, ?)').bind(ID, Name).run()
  return c.json({ ID, Name }, 201)
})

export default app
