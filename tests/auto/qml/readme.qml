import QtQuick
import Lomond

Text {
    id: price
    property url feed: "wss://ws-feed.exchange.coinbase.com"

    LomondSocket {
        url: price.feed
        active: true
        persistent: true
        reconnect { firstDelay: 500; maximumDelay: 3000 }
        onReady: send({ type: "subscribe", product_ids: ["BTC-USD"], channels: ["ticker"] })
        onJson: (tick) => { if (tick.type === "ticker") price.text = tick.price }
        onDisconnected: (reason) => price.text = reason
    }
}
