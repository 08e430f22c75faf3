// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

import QtQuick
import Lomond

Text {
    text: feed.state === LomondSocket.Ready ? feed.price : feed.lastError.text
    LomondSocket {
        id: feed
        property string price: "…"
        url: "wss://ws-feed.exchange.coinbase.com"
        active: true
        persistent: true
        onReady: send({ type: "subscribe", product_ids: ["BTC-USD"], channels: ["ticker"] })
        onJson: value => { if (value.type === "ticker") price = value.price }
    }
}
