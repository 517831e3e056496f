import { describe, expect, test } from 'vitest'
import { urlProblem } from './safe-url.ts'

describe('urlProblem', () => {
  test.each([
    'https://hooks.example.com/orders',
    'https://example.com:8443/a?b=c#d',
    'https://EXAMPLE.com',
    'https://1password.example.org',
    'https://10.0.0.1.example.com',
    'https://localhost.example.com',
    'https://bücher.example',
  ])('accepts %s', (url) => expect(urlProblem(url, false)).toBeNull())

  test.each([
    ['http://example.com', 'Scheme'],
    ['ftp://example.com', 'Scheme'],
    ['javascript:alert(1)', 'Scheme'],
    ['/hooks', 'Scheme'],
    ['example.com/hooks', 'Scheme'],
    ['', 'Scheme'],
    ['https://', 'Scheme'],
    ['https://999.999.999.999', 'Scheme'],
    ['https://user@example.com', 'Credentials'],
    ['https://user:secret@example.com', 'Credentials'],
    ['https://127.0.0.1', 'Address'],
    ['https://127.0.0.1.', 'Address'],
    ['https://169.254.169.254/latest/meta-data', 'Address'],
    ['https://8.8.8.8', 'Address'],
    ['https://2130706433', 'Address'],
    ['https://0x7f000001', 'Address'],
    ['https://0x7f.1', 'Address'],
    ['https://0177.0.0.1', 'Address'],
    ['https://127.1', 'Address'],
    ['https://127。0。0。1', 'Address'],
    ['https://%31%32%37.0.0.1', 'Address'],
    ['https://[::1]', 'Address'],
    ['https://[::ffff:127.0.0.1]', 'Address'],
    ['https://[2606:4700::1111]', 'Address'],
    ['https://localhost', 'LocalName'],
    ['https://localhost.', 'LocalName'],
    ['https://LOCALHOST:8080', 'LocalName'],
    ['https://api.localhost', 'LocalName'],
    ['https://intranet', 'LocalName'],
    ['https://printer.local', 'LocalName'],
    ['https://printer.local.', 'LocalName'],
    ['https://metadata.google.internal', 'LocalName'],
    ['https://nas.home.arpa', 'LocalName'],
  ] as const)('refuses %s: %s', (url, problem) => expect(urlProblem(url, false)).toBe(problem))

  test.each([
    'http://localhost:9000/hook',
    'http://127.0.0.1:9000',
    'http://[::1]:9000',
    'https://api.localhost',
    'http://example.com',
  ])('accepts %s in development only', (url) => {
    expect(urlProblem(url, true)).toBeNull()
    expect(urlProblem(url, false)).not.toBeNull()
  })

  test.each([
    ['http://10.0.0.1', 'Address'],
    ['http://169.254.169.254', 'Address'],
    ['http://printer.local', 'LocalName'],
    ['http://user:secret@localhost', 'Credentials'],
    ['file:///etc/passwd', 'Scheme'],
  ] as const)('refuses %s in development too', (url, problem) => expect(urlProblem(url, true)).toBe(problem))
})
