"""The bot in Telegram. It asks the engine that `tanya ask` asks, and adds no retrieval or answering of its own."""
