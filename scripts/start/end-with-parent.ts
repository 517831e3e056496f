// Loaded into wrangler, which does not notice that whoever started it was killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
