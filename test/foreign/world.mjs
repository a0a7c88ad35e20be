// Worlds: what a test needs that must not touch the default one.
import { control, controlJSON } from './irp.mjs';

// A world of its own: another client id, its own users, clock and numbers.
export async function world(t) {
  const made = await controlJSON('POST', '/worlds', { name: 'foreign ' + t.name });
  t.after(() => control('DELETE', '/worlds/' + encodeURIComponent(made.client_id)));
  const user = made.users.find((u) => u.gstin === '29ZZZCS0001A1ZI') ?? made.users[0];
  return {
    id: made.client_id, clientId: made.client_id, clientSecret: made.client_secret,
    userName: user.user_name, password: user.password, gstin: user.gstin,
  };
}

// Another user in a world, for any GSTIN the register knows.
export async function user(world, userName, gstin) {
  await control('POST', '/users', { user_name: userName, password: 'Secret@1', gstin }, world.id);
  return { ...world, userName, password: 'Secret@1', gstin };
}
