// Reference for the start of the service: a minimal service that sends one frame.

if (import.meta.main) {
  // deno-lint-ignore no-console -- the parent process reads the port
  const onListen = ({ port }: Deno.NetAddr) => console.log(port);
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => socket.send("hello");
    return response;
  });
}
