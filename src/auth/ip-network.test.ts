import { expect, test } from 'vitest'
import { networkOf } from './ip-network.ts'

test('an IPv6 address stands for its /64, however it is written', () => {
  const cases: [string, string][] = [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1:2:3:4', 'fe80:0:0:0::/64'],
  ]
  for (const [address, network] of cases) expect([address, networkOf(address)]).toEqual([address, network])
  expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'))
})

test('an IPv4 address is itself, also when it is written as IPv6', () => {
  for (const written of ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107', '0:0:0:0:0:ffff:cb00:7107'])
    expect(networkOf(written)).toBe('203.0.113.7')
})

test('what is no address stays as it is', () => {
  for (const text of [
    '',
    'localhost',
    'a:b',
    '1:2:3',
    '2001:db8::1%eth0',
    '::ffff:1.2.3.4.5',
    '[::1]',
    ':::',
  ])
    expect(networkOf(text)).toBe(text)
})
