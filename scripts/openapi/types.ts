/** What the example middleware knows of the API: this model, and what it refers to. */
export const exampleModels = ['OrderWorksheet']

/** A schema of the published document, version 3.0. */
interface Schema {
  $ref?: string
  allOf?: Schema[]
  type?: string
  enum?: (string | null)[]
  nullable?: boolean
  writeOnly?: boolean
  properties?: Record<string, Schema>
  items?: Schema
}

const primitives: Record<string, string> = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  object: 'Record<string, unknown>',
  string: 'string',
}

/**
 * TypeScript of models as they are answered: a property is there, and null where it may be.
 * @param schemas components of the document, version 3.0
 * @param roots names of models; those they refer to come with them
 * @throws Error when a model is not in the document
 */
export function typesOf(schemas: Record<string, unknown>, roots: string[]): string {
  const names = new Set(roots)
  // A set that grows while it is walked is walked to its end.
  const interfaces = [...names.values().map((name) => interfaceOf(name))]
  return `// Written by \`npm run spec\` from the models of the API.\n\n${interfaces.join('\n')}`

  function interfaceOf(name: string): string {
    const schema = schemas[name] as Schema | undefined
    if (!schema?.properties) throw new Error(`no model named ${name}`)
    const lines = Object.entries(schema.properties)
      .filter(([, property]) => !property.writeOnly)
      .map(([property, of]) => `  ${property}: ${typeOf(of)}\n`)
    return `export interface ${name} {\n${lines.join('')}}\n`
  }

  function typeOf(schema: Schema): string {
    const type = withoutNull(schema)
    return schema.nullable && type !== 'unknown' ? `${type} | null` : type
  }

  function withoutNull({ $ref = '', allOf, type, enum: values, items }: Schema): string {
    if (allOf) return withoutNull(allOf[0]!)
    if ($ref) {
      const name = $ref.slice($ref.lastIndexOf('/') + 1)
      names.add(name)
      return name
    }
    if (values) return values.flatMap((value) => (value === null ? [] : [`'${value}'`])).join(' | ')
    if (items) return listOf(typeOf(items))
    return primitives[type ?? ''] ?? 'unknown'
  }
}

const listOf = (type: string) => (type.includes(' | ') ? `(${type})[]` : `${type}[]`)
