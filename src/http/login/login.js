// Keeps the part of the address after #, which browsers do not send: it passes the login and its
// redirects, so that they lead to the view of the console that was asked for.
const { hash } = location;
for (const form of document.forms) form.action += hash;
for (const link of document.links) link.hash = hash;
