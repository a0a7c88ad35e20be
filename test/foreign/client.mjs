// Plays a whole integration against a running simulator, as somebody else's program would:
//
//     IRPSIM_URL=http://127.0.0.1:7017 node client.mjs
//
// Prints TAP (or Node's own report on a terminal); the exit code is not 0 when anything differs.
import './vector.mjs';
import './login.mjs';
import './headers.mjs';
import './payload.mjs';
import './register.mjs';
import './signed.mjs';
import './transport.mjs';
import './clock.mjs';
import './bills.mjs';
import './taxpayers.mjs';
import './rehearse.mjs';
import './judged.mjs';
import './mistakes.mjs';
