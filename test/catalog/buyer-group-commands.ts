import { dropUncarried, type Picks, pick, send, type World } from './visibility-model.ts'

/** Commands about groups of buyers: who is in one, and what it is given. */
export const buyerGroupCommands = {
  async assignCatalogToBuyers(w: World, { i, j, a, b }: Picks) {
    const [catalog, BuyerGroupID] = [pick(w.catalogs, i), pick(w.buyerGroups, j)]
    if (!catalog || !BuyerGroupID) return
    const row = {
      CatalogID: catalog.ID,
      BuyerID: null,
      BuyerGroupID,
      ViewAllCategories: a === true,
      ViewAllProducts: b === true,
    }
    await send(w, 'POST', '/catalogs/assignments', row)
    const stays = (r: (typeof w.catalogAssignments)[number]) =>
      !(r.CatalogID === catalog.ID && r.BuyerGroupID === BuyerGroupID)
    w.catalogAssignments = [...w.catalogAssignments.filter(stays), row]
  },

  async unassignCatalogFromBuyers(w: World, { i }: Picks) {
    const row = pick(
      w.catalogAssignments.filter((r) => r.BuyerGroupID !== null),
      i,
    )
    if (!row) return
    await send(w, 'DELETE', `/catalogs/${row.CatalogID}/assignments?buyerGroupID=${row.BuyerGroupID}`)
    w.catalogAssignments = w.catalogAssignments.filter((r) => r !== row)
    dropUncarried(w)
  },

  async joinBuyerGroup(w: World, { i }: Picks) {
    const GroupID = pick([...w.buyerGroups, null], i) ?? null
    await send(w, 'PATCH', `/buyers/${w.buyer}`, { GroupID })
    w.buyers[0]!.GroupID = GroupID
    dropUncarried(w)
  },

  /** A group of an old name must not inherit what another of that name was given. */
  async addBuyerGroup(w: World) {
    if (w.buyerGroups.some((g) => g.toLowerCase() === 'chain')) return
    await send(w, 'POST', '/buyergroups', { ID: 'chain', Name: 'Chain' })
    w.buyerGroups.push('chain')
  },

  async deleteBuyerGroup(w: World, { i }: Picks) {
    const group = pick(w.buyerGroups, i)
    if (!group) return
    await send(w, 'DELETE', `/buyergroups/${group}`)
    w.buyerGroups = w.buyerGroups.filter((g) => g !== group)
    w.catalogAssignments = w.catalogAssignments.filter((r) => r.BuyerGroupID !== group)
    for (const b of w.buyers) if (b.GroupID === group) b.GroupID = null
    dropUncarried(w)
  },
}
