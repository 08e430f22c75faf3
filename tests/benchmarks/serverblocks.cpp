// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverblocks.h"

#include "peers/tickers.h"
#include "serverframes.h"

#include <zlib.h>

#include <algorithm>
#include <list>
#include <random>
#include <string_view>

namespace Bench {

namespace {

constexpr std::size_t LeastOctets = 256 * 1024;
constexpr std::uint64_t LargestMessage = 1024 * 1024 * 1024;

// It does not know how wide these scripts are, and never makes up its mind.
// clang-format off
constexpr std::string_view Paragraphs[] = {
    "is a to in that it was for on are with as at by this from which one were all "
    "there when who will more some them out into time has look two more writes 🚀 € ",
    "Grüße für über Straße Übergröße château déjà élève naïve garçon mañana señor "
    "corazón Größe schön Mädchen können weiß œuvre être français été où español año "
    "niño también después the of and connection message price market open close "
    "server event loop 📈 ",
    "Привет мир сообщение соединение рынок цена сегодня завтра новости время 👍🏽 ",
    "Καλημέρα κόσμε αγορά τιμή ηλεκτρονική ώρα ",
    "שלום עולם ",
    "مرحبا بالعالم السوق خبر ",
    "世界 你好 消息 連接 市場價格 世界中 接続 今日 明日 時間 時刻 𝄞 ",
    "こんにちは メッセージ ニュース ",
    "안녕하세요 시장 가격 오늘 뉴스 🙂 ",
    "नमस्ते दुनिया सन्देश आज ",
    "สวัสดี ชาวโลก 😂 ",
};
// clang-format on

constexpr std::uint64_t units(std::string_view text)
{
    std::uint64_t count = 0;
    for (const char octet : text) {
        if ((octet & 0xc0) != 0x80) // the first octet of a code point
            count += (octet & 0xf8) == 0xf0 ? 2 : 1; // a surrogate pair
    }
    return count;
}
constexpr bool isAsAgreed()
{
    std::uint64_t octetCount = 0;
    std::uint64_t unitCount = 0;
    for (const std::string_view paragraph : Paragraphs) {
        octetCount += paragraph.size();
        unitCount += units(paragraph);
    }
    return octetCount == MixedOctets && unitCount == MixedUnits;
}
static_assert(isAsAgreed());

std::vector<std::string_view> words(std::string_view paragraph)
{
    std::vector<std::string_view> all;
    while (!paragraph.empty()) {
        const std::size_t end = paragraph.find(' ') + 1;
        all.push_back(paragraph.substr(0, end));
        paragraph.remove_prefix(end);
    }
    return all;
}

// A paragraph in each language, the next time in another order and of the same words in another
// order: real prose does not repeat itself, and a processor would learn it by heart.
std::string mixedText(std::uint64_t size, std::minstd_rand &dice)
{
    std::vector<std::string_view> paragraphs(std::begin(Paragraphs), std::end(Paragraphs));
    std::string text;
    while (text.size() + MixedOctets <= size) {
        std::shuffle(paragraphs.begin(), paragraphs.end(), dice);
        for (const std::string_view paragraph : paragraphs) {
            std::vector<std::string_view> all = words(paragraph);
            std::shuffle(all.begin(), all.end(), dice);
            for (const std::string_view word : all)
                text += word;
        }
    }
    text.append(size - text.size(), '.');
    return text;
}

std::string plainMessage(const BlockKey &key, std::minstd_rand &dice)
{
    if (key.kind == "mixed")
        return mixedText(key.size, dice);
    const bool binary = key.kind == "binary";
    std::string octets(key.size, '\0');
    for (char &octet : octets)
        octet = binary ? char(dice() >> 8) : "abcdefghijklmnopqrstuvwxyz     0"[dice() >> 8 & 31];
    return octets;
}

// One context for the whole cycle. As it begins with a fresh one, the cycle can be repeated.
class Compressor
{
public:
    explicit Compressor(const Deflate &deflate)
        : m_takeover(deflate.takeover)
    {
        deflateInit2(&m_stream, 6, Z_DEFLATED, -deflate.windowBits, 8, Z_DEFAULT_STRATEGY);
    }
    ~Compressor() { deflateEnd(&m_stream); }
    Compressor(const Compressor &) = delete;
    Compressor &operator=(const Compressor &) = delete;

    std::string compress(std::string message)
    {
        if (!m_takeover)
            deflateReset(&m_stream);
        std::string out(deflateBound(&m_stream, message.size()) + 16, '\0');
        m_stream.next_in = reinterpret_cast<Bytef *>(message.data());
        m_stream.avail_in = uInt(message.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(out.data());
        m_stream.avail_out = uInt(out.size());
        ::deflate(&m_stream, Z_SYNC_FLUSH);
        // RFC 7692 7.2.1: without the 00 00 ff ff at its end
        out.resize(out.size() - m_stream.avail_out - 4);
        return out;
    }

private:
    z_stream m_stream = {};
    bool m_takeover;
};

void appendMessage(Block &block, const BlockKey &key, std::string_view payload)
{
    FrameHead head;
    head.opcode = key.kind == "binary" ? Binary : Text;
    head.rsv1 = key.deflate.agreed;
    const std::uint64_t each = payload.size() / key.fragments;
    for (std::uint64_t fragment = 1; fragment <= key.fragments; ++fragment) {
        head.final = fragment == key.fragments;
        head.length = head.final ? payload.size() : each;
        appendHead(block.octets, head);
        block.octets += payload.substr(0, std::size_t(head.length));
        payload.remove_prefix(std::size_t(head.length));
        head.opcode = Continuation;
        head.rsv1 = false;
    }
    block.ends.push_back(block.octets.size());
}

Block makeBlock(const BlockKey &key)
{
    Block block;
    if (key.kind == "json") {
        Compressor compressor(key.deflate);
        for (const std::string &message : tickers())
            appendMessage(block, key, key.deflate.agreed ? compressor.compress(message) : message);
        return block;
    }
    std::minstd_rand dice(20260314);
    do {
        appendMessage(block, key, plainMessage(key, dice));
    } while (block.octets.size() < LeastOctets);
    return block;
}

bool isPossible(const BlockKey &key)
{
    if (key.fragments < 1 || key.fragments > std::max<std::uint64_t>(1, key.size))
        return false;
    if (key.kind == "json")
        return key.size == JsonOctets;
    return (key.kind == "ascii" || key.kind == "mixed" || key.kind == "binary")
           && key.size <= LargestMessage;
}

} // namespace

const Block *findBlock(const BlockKey &key)
{
    struct Entry
    {
        BlockKey key;
        Block block;
    };
    static std::list<Entry> blocks; // their addresses stay

    BlockKey normal = key;
    if (key.kind != "json")
        normal.deflate = {}; // is sent plain
    if (!isPossible(normal))
        return nullptr;
    for (const Entry &entry : blocks) {
        if (entry.key == normal)
            return &entry.block;
    }
    return &blocks.emplace_back(Entry {normal, makeBlock(normal)}).block;
}

} // namespace Bench
