import { expect, test } from 'vitest'
import { eventUrl } from './event-url.ts'

test.each([
  ['https://a.example.com', 'https://a.example.com/createuser'],
  ['https://a.example.com/', 'https://a.example.com/createuser'],
  ['https://a.example.com/api/sso', 'https://a.example.com/api/sso/createuser'],
  ['https://a.example.com/api/sso/', 'https://a.example.com/api/sso/createuser'],
  ['https://a.example.com/api?code=a/b%3D', 'https://a.example.com/api/createuser?code=a/b%3D'],
  ['https://a.example.com/api/?code=1?2', 'https://a.example.com/api/createuser?code=1?2'],
  ['https://a.example.com/api#part', 'https://a.example.com/api/createuser'],
])('%s is called at %s', (url, called) => {
  expect(eventUrl(url, '/createuser')).toBe(called)
})
