// The program under test of vitest.md: it logs in, and once more when a gateway answers in the portal's place.
import { constants, publicEncrypt, randomBytes } from 'node:crypto'

export async function logIn(creds) {
  const user = creds.users[0]
  const inner = JSON.stringify({
    UserName: user.user_name, Password: user.password, AppKey: randomBytes(32).toString('base64'), ForceRefreshAccessToken: false,
  })
  const key = { key: creds.encryption_key_pem, padding: constants.RSA_PKCS1_PADDING }
  const data = publicEncrypt(key, Buffer.from(Buffer.from(inner).toString('base64'))).toString('base64')
  const headers = {
    'Content-Type': 'application/json', client_id: creds.client_id, client_secret: creds.client_secret, Gstin: user.gstin,
  }
  for (let tries = 0; tries < 2; tries++) {
    const answer = await fetch(`${creds.url}/eivital/v1.04/auth`, { method: 'POST', headers, body: JSON.stringify({ Data: data }) })
    if (answer.status !== 504) return (await answer.json()).Data.AuthToken
  }
  throw new Error('the gateway keeps giving up')
}
