// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-8, checked and converted, compared with the grammar of RFC 3629 and with Qt.

#include "core/utf8_p.h"
#include "core/utf8encoder_p.h"
#include "referenceutf8.h"
#include "target.h"

#include <QtCore/qstringconverter.h>

namespace Lomond::Fuzz { namespace {

// RFC 6455 8.1: fails at the first octet that is wrong, and not later
void checkOctetByOctet(QByteArrayView octets)
{
    Core::Utf8Validator validator;
    ReferenceUtf8 reference;
    for (qsizetype i = 0; i < octets.size(); ++i) {
        const bool valid = validator.feed(octets.sliced(i, 1));
        require(valid == reference.take(quint8(octets[i])), "each octet is judged by the grammar");
        if (!valid)
            return;
        require(validator.isComplete() == reference.isComplete(),
                "a code point ends where it does");
        if (!reference.isComplete())
            require(Core::cutOffSize(octets.first(i + 1)) == reference.pending(),
                    "what is cut off is what the code point has up to now");
    }
}

void checkInPieces(QByteArrayView octets, Pieces pieces)
{
    Core::Utf8Validator validator;
    ReferenceUtf8 reference;
    while (!octets.isEmpty()) {
        const QByteArrayView piece = octets.first(pieces.next(octets.size()));
        const bool valid = validator.feed(piece);
        require(valid == reference.take(piece), "each piece is judged by the grammar");
        if (!valid)
            return;
        require(validator.isComplete() == reference.isComplete(), "a piece ends where it does");
        octets = octets.sliced(piece.size());
    }
}

void checkWhole(QByteArrayView octets)
{
    const bool valid = Core::isValidUtf8(octets);
    require(valid == ReferenceUtf8::isValid(octets), "a text is judged by the grammar");
    // U+FEFF stays (RFC 6455 5.6)
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless
                                                         | QStringDecoder::Flag::ConvertInitialBom);
    const QString text = decoder.decode(octets);
    require(valid == !decoder.hasError(), "a text is judged as Qt does");
    if (!valid)
        return;
    require(Core::decodeUtf8(octets) == text, "a text is converted as Qt does");
    require(Core::utf8Size(text) == octets.size(), "a text is as long as it was");
}

void checkEncoding(QByteArrayView octets)
{
    QString text(octets.size() / 2, Qt::Uninitialized);
    std::memcpy(text.data(), octets.data(), size_t(text.size()) * 2);
    const qsizetype size = Core::utf8Size(text);
    if (hasLoneSurrogate(text)) {
        require(size == -1, "UTF-8 has no lone surrogates");
        return;
    }
    const QByteArray expected = text.toUtf8();
    require(size == expected.size(), "the length is foretold");
    // exactly so long, so that AddressSanitizer sees one octet more
    const auto encoded = std::make_unique<char[]>(size_t(size));
    const char *end = Core::encodeUtf8(encoded.get(), text);
    require(end == encoded.get() + size && QByteArrayView(encoded.get(), size) == expected,
            "a text is encoded as Qt does");
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    const Pieces pieces(octets.octet());
    const QByteArrayView text = octets.rest();
    checkOctetByOctet(text);
    checkInPieces(text, pieces);
    checkWhole(text);
    checkEncoding(text);
    return 0;
}
