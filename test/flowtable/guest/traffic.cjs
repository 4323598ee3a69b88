// A flow of UDP and one of TCP, both ends sending all the time, whatever comes back: traffic.cjs client|upstream
const dgram = require('node:dgram')
const net = require('node:net')

const host = '192.168.9.2'
const milliseconds = 20

const datagrams = dgram.createSocket('udp4')
datagrams.on('error', () => {})
const sendTo = (port, address) =>
  setInterval(() => datagrams.send('.', port, address, () => {}), milliseconds)

const stream = (socket) => {
  const timer = setInterval(() => socket.write('.'), milliseconds)
  socket.on('error', () => {})
  socket.on('close', () => clearInterval(timer))
  return socket.resume()
}
const connect = () =>
  stream(net.connect({ host, port: 80, localPort: 4000 })).on('close', () =>
    setTimeout(connect, milliseconds),
  )

if (process.argv[2] === 'client') {
  datagrams.bind(4000)
  sendTo(443, host)
  connect()
} else {
  datagrams.bind(443)
  datagrams.once('message', (_, { port, address }) => sendTo(port, address))
  net.createServer(stream).listen(80)
}
