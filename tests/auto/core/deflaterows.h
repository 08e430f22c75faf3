// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The cases of the negotiation of permessage-deflate, for the test of its rules and for the test of
// whole handshakes. Each has a number: D as a client, by what the server answers; S as a server, by
// what the client offers.

#ifndef LOMOND_TESTS_DEFLATEROWS_H
#define LOMOND_TESTS_DEFLATEROWS_H

#include "core/permessagedeflate_p.h"

#include <initializer_list>

namespace Lomond::Test {

using Core::DeflateElement;
using Core::DeflateParameters;

// ---- as a client

using Offer = std::optional<DeflateElement>;
inline const Offer O0 = std::nullopt;
inline const Offer O1 = DeflateElement {.clientMaxWindowBits = 15}; // without a value
inline const Offer O2 = DeflateElement {};
inline const Offer O3 = DeflateElement {.clientMaxWindowBits = 10};
inline const Offer O4 = DeflateElement {.serverMaxWindowBits = 10, .clientMaxWindowBits = 15};
inline const Offer O5 = DeflateElement {.serverNoContextTakeover = true, .clientMaxWindowBits = 15};
inline const Offer O6 = DeflateElement {.clientNoContextTakeover = true, .clientMaxWindowBits = 15};
inline const QList<Offer> AnyOffer = {O0, O1, O2, O3, O4, O5, O6};

struct ClientRow
{
    QByteArray tag;
    QList<Offer> offers; // the row is true of each
    QList<QByteArray> fields; // of the answer
    bool opens = false;
    std::optional<DeflateParameters> agreed = {};
    QByteArray element = {}; // as it is told
};

inline QByteArray deflateWith(const QByteArray &parameters)
{
    return "permessage-deflate; " + parameters;
}

inline QByteArray tagOf(const QByteArray &number, QByteArray text)
{
    return number + ' ' + text.replace('\t', "\\t");
}

class ClientRows
{
public:
    void add(const ClientRow &row) { rows.append(row); }
    void fails(const char *number, const QByteArray &answer, const QList<Offer> &offers = AnyOffer)
    {
        add({tagOf(number, answer), offers, {answer}});
    }
    void failsWith(const char *number, std::initializer_list<const char *> parameters,
                   const QList<Offer> &offers = {O1})
    {
        for (const char *text : parameters)
            add({tagOf(number, text), offers, {deflateWith(text)}});
    }
    void opensPlain(const char *tag, const QList<QByteArray> &fields)
    {
        add({tag, AnyOffer, fields, true});
    }
    void agrees(const char *number, const QByteArray &answer, const DeflateParameters &agreed,
                const QList<Offer> &offers = {O1}, const QByteArray &element = {})
    {
        add({tagOf(number, answer),
             offers,
             {answer},
             true,
             agreed,
             element.isNull() ? answer : element});
    }
    void agreesWith(const char *number, const QByteArray &parameters,
                    const DeflateParameters &agreed, const QList<Offer> &offers = {O1},
                    const QByteArray &told = {})
    {
        add({tagOf(number, parameters),
             offers,
             {deflateWith(parameters)},
             true,
             agreed,
             deflateWith(told.isNull() ? parameters : told)});
    }

    QList<ClientRow> rows;
};

inline void addAcceptedAnswers(ClientRows &rows)
{
    rows.opensPlain("D2 header absent", {});
    rows.agrees("D3", "permessage-deflate", {});
    rows.agreesWith("D4", "server_no_context_takeover", {.serverNoContextTakeover = true});
    rows.agreesWith("D5", "client_no_context_takeover", {.clientNoContextTakeover = true});
    rows.agreesWith("D6", "server_no_context_takeover; client_no_context_takeover",
                    {.serverNoContextTakeover = true, .clientNoContextTakeover = true});
    for (const int bits : {8, 9, 15})
        rows.agreesWith("D7", "server_max_window_bits=" + QByteArray::number(bits),
                        {.serverMaxWindowBits = bits});
    rows.agreesWith("D11", "server_max_window_bits=\"10\"", {.serverMaxWindowBits = 10}, {O1},
                    "server_max_window_bits=10");
    rows.agreesWith("D12", R"(server_max_window_bits="1\0")", {.serverMaxWindowBits = 10}, {O1},
                    "server_max_window_bits=10");
    for (const int bits : {10, 9})
        rows.agreesWith("D13", "server_max_window_bits=" + QByteArray::number(bits),
                        {.serverMaxWindowBits = bits}, {O4});
    rows.agreesWith("D16", "client_max_window_bits=8", {.clientMaxWindowBits = 8});
    for (const int bits : {9, 10, 11, 12, 13, 14, 15})
        rows.agreesWith("D17", "client_max_window_bits=" + QByteArray::number(bits),
                        {.clientMaxWindowBits = bits});
    for (const int bits : {10, 9})
        rows.agreesWith("D21", "client_max_window_bits=" + QByteArray::number(bits),
                        {.clientMaxWindowBits = bits}, {O3});
    rows.agrees("D23", "permessage-deflate", {.clientMaxWindowBits = 10}, {O3});
    rows.agreesWith("D24", "server_no_context_takeover", {.serverNoContextTakeover = true}, {O5});
    rows.agreesWith("D26", "client_no_context_takeover", {.clientNoContextTakeover = true}, {O6});
    rows.agrees("D26", "permessage-deflate", {.clientNoContextTakeover = true}, {O6});
    for (const char *answer : {"permessage-deflate,", ",permessage-deflate"})
        rows.agrees("D32", answer, {}, {O1, O2}, "permessage-deflate");
    rows.agrees("D33",
                " permessage-deflate ;\tserver_no_context_takeover ; server_max_window_bits = 10",
                {.serverNoContextTakeover = true, .serverMaxWindowBits = 10}, {O1, O2, O4, O5},
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=10");
    rows.opensPlain("D35 empty header value", {""});
    rows.opensPlain("D35 empty elements only", {" ,\t,"});
}

inline void addRefusedAnswers(ClientRows &rows)
{
    rows.fails("D1", "permessage-deflate", {O0});
    rows.failsWith("D8", {"server_max_window_bits=7", "server_max_window_bits=16",
                          "server_max_window_bits=0", "server_max_window_bits=-9",
                          "server_max_window_bits=9.0", "server_max_window_bits=1e1",
                          "server_max_window_bits=99999999999999999999"});
    rows.failsWith("D9", {"server_max_window_bits=08", "server_max_window_bits=+9",
                          "server_max_window_bits=0x9"});
    rows.failsWith("D10", {"server_max_window_bits",
                           "server_max_window_bits=", "server_max_window_bits=\"\""});
    rows.failsWith("D12", {"server_max_window_bits=\" 10\"", "server_max_window_bits=\"10"});
    const QByteArray pairs = "server_max_window_bits=\"" + QByteArray("\\c").repeated(4096);
    rows.add({R"(D12 8 KiB of \c pairs)", {O1}, {deflateWith(pairs)}});
    rows.add({R"(D12 8 KiB of \c pairs, closed)", {O1}, {deflateWith(pairs + '"')}});
    rows.failsWith("D14", {"server_max_window_bits=11"}, {O4});
    rows.fails("D15", "permessage-deflate", {O4});
    rows.failsWith("D18", {"client_max_window_bits"});
    rows.failsWith("D19", {"client_max_window_bits=7", "client_max_window_bits=16",
                           "client_max_window_bits=abc", "client_max_window_bits=08"});
    rows.failsWith("D20", {"client_max_window_bits=15"}, {O2});
    rows.failsWith("D22", {"client_max_window_bits=11"}, {O3});
    rows.fails("D25", "permessage-deflate", {O5});
    rows.failsWith("D27",
                   {"server_no_context_takeover=1", "client_no_context_takeover=true",
                    "server_no_context_takeover=\"\""},
                   AnyOffer);
    rows.failsWith("D28",
                   {"server_no_context_takeover; server_no_context_takeover",
                    "client_no_context_takeover; client_no_context_takeover",
                    "server_max_window_bits=9; server_max_window_bits=9",
                    "client_max_window_bits=9; client_max_window_bits=9",
                    "client_no_context_takeover; CLIENT_NO_CONTEXT_TAKEOVER",
                    "CLIENT_NO_CONTEXT_TAKEOVER", "SERVER_NO_CONTEXT_TAKEOVER",
                    "SERVER_MAX_WINDOW_BITS=9", "CLIENT_MAX_WINDOW_BITS=9"},
                   AnyOffer);
    rows.failsWith("D29", {"foo", "foo=bar"}, AnyOffer);
    for (const char *answer : {"permessage-deflate, permessage-deflate",
                               "permessage-deflate; server_max_window_bits=9, permessage-deflate"})
        rows.fails("D30", answer);
    for (const char *answer :
         {"permessage-bzip2", "x-webkit-deflate-frame", "Permessage-Deflate",
          "permessage-deflate, permessage-bzip2", "permessage-bzip2, permessage-deflate"})
        rows.fails("D31", answer);
    for (const char *answer :
         {"permessage-deflate;", ";permessage-deflate",
          "permessage-deflate;;server_no_context_takeover",
          "permessage-deflate server_no_context_takeover", "=", "permessage deflate"})
        rows.fails("D32", answer);
    rows.add({"D34 two fields", AnyOffer, {"permessage-deflate", "permessage-deflate"}});
    rows.add({"D34 two fields, one empty", AnyOffer, {"permessage-deflate", ""}});
    rows.add({"D36 10,000 parameters",
              AnyOffer,
              {"permessage-deflate" + QByteArray("; a").repeated(10'000)}});
    rows.add({"D36 10,000 parameters that are known",
              {O1},
              {"permessage-deflate" + QByteArray("; server_no_context_takeover").repeated(10'000)}});
    rows.add({"D36 line of 32 KiB",
              AnyOffer,
              {deflateWith("server_max_window_bits=" + QByteArray(32 * 1024, '1'))}});
}

inline QList<ClientRow> clientRows()
{
    ClientRows rows;
    addAcceptedAnswers(rows);
    addRefusedAnswers(rows);
    return rows.rows;
}

// ---- as a server

struct ServerRow
{
    QByteArray tag;
    QList<QByteArray> fields; // of the request
    std::optional<DeflateParameters> agreed = {};
    QByteArray element = {}; // of the response
    bool malformed = false;
    CompressionOptions options = {};
};

class ServerRows
{
public:
    void add(const ServerRow &row) { rows.append(row); }
    void accepts(const char *number, const QByteArray &offers, const QByteArray &parameters,
                 const DeflateParameters &agreed, const CompressionOptions &options = {},
                 const QByteArray &remark = {})
    {
        add({tagOf(number, offers) + remark,
             {offers},
             agreed,
             parameters.isEmpty() ? "permessage-deflate" : deflateWith(parameters),
             false,
             options});
    }
    void acceptsWith(const char *number, const QByteArray &parameters, const QByteArray &answered,
                     const DeflateParameters &agreed, const CompressionOptions &options = {},
                     const QByteArray &remark = {})
    {
        accepts(number, deflateWith(parameters), answered, agreed, options, remark);
        rows.last().tag = tagOf(number, parameters) + remark;
    }
    void declinesWith(const char *number, std::initializer_list<const char *> parameters)
    {
        for (const char *text : parameters)
            add({tagOf(number, text), {deflateWith(text)}});
    }
    void refuses(const char *number, std::initializer_list<const char *> offers)
    {
        for (const char *text : offers)
            add({tagOf(number, text), {text}, {}, {}, true});
    }

    QList<ServerRow> rows;
};

inline void addSingleOffers(ServerRows &rows)
{
    rows.accepts("S1", "permessage-deflate", "", {});
    rows.accepts("S1", "permessage-deflate", "", {}, {.clientMaxWindowBits = 10},
                 ", though we wish for client_max_window_bits=10");
    rows.accepts("S1", "permessage-deflate",
                 "server_no_context_takeover; client_no_context_takeover; "
                 "server_max_window_bits=12",
                 {.serverNoContextTakeover = true,
                  .clientNoContextTakeover = true,
                  .serverMaxWindowBits = 12},
                 {.serverNoContextTakeover = true,
                  .clientNoContextTakeover = true,
                  .serverMaxWindowBits = 12},
                 ", with what may be said unasked");
    rows.acceptsWith("S2", "client_max_window_bits", "", {});
    rows.acceptsWith("S2", "client_max_window_bits", "client_max_window_bits=10",
                     {.clientMaxWindowBits = 10}, {.clientMaxWindowBits = 10}, ", ours is 10");
    rows.acceptsWith("S2", "client_max_window_bits=15", "", {});
    rows.acceptsWith("S3", "client_max_window_bits=10", "client_max_window_bits=10",
                     {.clientMaxWindowBits = 10});
    rows.acceptsWith("S3", "client_max_window_bits=10", "client_max_window_bits=9",
                     {.clientMaxWindowBits = 9}, {.clientMaxWindowBits = 9}, ", ours is 9");
    rows.acceptsWith("S3", "client_max_window_bits=10", "client_max_window_bits=10",
                     {.clientMaxWindowBits = 10}, {.clientMaxWindowBits = 11}, ", ours is 11");
    rows.acceptsWith("S4", "server_max_window_bits=8", "server_max_window_bits=8",
                     {.serverMaxWindowBits = 8});
    for (const int bits : {9, 10, 11, 12, 13, 14, 15}) {
        const QByteArray parameter = "server_max_window_bits=" + QByteArray::number(bits);
        rows.acceptsWith("S5", parameter, parameter, {.serverMaxWindowBits = bits});
    }
    rows.acceptsWith("S5", "server_max_window_bits=12", "server_max_window_bits=9",
                     {.serverMaxWindowBits = 9}, {.serverMaxWindowBits = 9}, ", ours is 9");
    rows.acceptsWith("S5", "server_max_window_bits=12", "server_max_window_bits=12",
                     {.serverMaxWindowBits = 12}, {.serverMaxWindowBits = 13}, ", ours is 13");
    rows.acceptsWith("S6", "server_no_context_takeover", "server_no_context_takeover",
                     {.serverNoContextTakeover = true});
    rows.acceptsWith("S7", "client_no_context_takeover", "client_no_context_takeover",
                     {.clientNoContextTakeover = true});
    rows.declinesWith("S8", {"server_max_window_bits", "server_max_window_bits=7",
                             "server_max_window_bits=16", "server_max_window_bits=08"});
    rows.acceptsWith("S8", "server_max_window_bits=\"12\"", "server_max_window_bits=12",
                     {.serverMaxWindowBits = 12});
    rows.declinesWith("S9", {"client_max_window_bits=7", "client_max_window_bits=16"});
    // RFC 6455 9.1: a value that is not there breaks the grammar, and so it is not only declined
    rows.refuses("S9", {"permessage-deflate; client_max_window_bits="});
    rows.declinesWith("S10", {"server_no_context_takeover; server_no_context_takeover",
                              "client_no_context_takeover; client_no_context_takeover",
                              "server_max_window_bits=9; server_max_window_bits=9",
                              "client_max_window_bits; client_max_window_bits",
                              "client_max_window_bits=9; client_max_window_bits", "foo", "foo=bar",
                              "CLIENT_NO_CONTEXT_TAKEOVER", "SERVER_NO_CONTEXT_TAKEOVER",
                              "SERVER_MAX_WINDOW_BITS=9", "CLIENT_MAX_WINDOW_BITS",
                              "server_no_context_takeover=1", "client_no_context_takeover=true"});
}

inline void addManyOffers(ServerRows &rows)
{
    rows.accepts("S11", "foo, permessage-deflate", "", {});
    rows.add({"S11 Permessage-Deflate", {"Permessage-Deflate"}});
    rows.accepts("S12", "permessage-deflate; server_max_window_bits=7, permessage-deflate", "", {});
    rows.accepts("S13",
                 "permessage-deflate; server_no_context_takeover; client_max_window_bits=9, "
                 "permessage-deflate; server_no_context_takeover, permessage-deflate",
                 "server_no_context_takeover; client_max_window_bits=9",
                 {.serverNoContextTakeover = true, .clientMaxWindowBits = 9});
    rows.accepts("S13",
                 "permessage-deflate, permessage-deflate; server_no_context_takeover, "
                 "permessage-deflate; client_no_context_takeover",
                 "", {});
    rows.add({"S14 two header lines",
              {"foo", "permessage-deflate; server_max_window_bits=10, permessage-deflate"},
              DeflateParameters {.serverMaxWindowBits = 10},
              deflateWith("server_max_window_bits=10")});
    rows.add({"S14 two header lines, one of them empty",
              {"", "permessage-deflate"},
              DeflateParameters {},
              "permessage-deflate"});
    rows.refuses("S15",
                 {"permessage-deflate;", ";permessage-deflate",
                  "permessage-deflate;;server_no_context_takeover",
                  "permessage-deflate server_no_context_takeover", "=", "permessage deflate",
                  "permessage-deflate; server_max_window_bits=\"", "permessage-deflate, \"foo\"",
                  "permessage-deflate; server_no_context_takeover=\"\""});
    rows.add({"S15 the second header line", {"permessage-deflate", "="}, {}, {}, true});
    // with short names, since a line of 8 KiB is refused earlier
    rows.add({"S16 10,000 offers", {QByteArray("a,").repeated(10'000)}});
    rows.add({"S16 65 offers", {"permessage-deflate" + QByteArray(", a").repeated(64)}});
    rows.add({"S16 64 offers",
              {"permessage-deflate" + QByteArray(", a").repeated(63)},
              DeflateParameters {},
              "permessage-deflate"});
    rows.add({"S16 10,000 parameters", {"permessage-deflate" + QByteArray("; a").repeated(10'000)}});
    rows.add({"no offer", {}});
    rows.add({"no offer but empty elements", {" ,,"}});
}

inline QList<ServerRow> serverRows()
{
    ServerRows rows;
    addSingleOffers(rows);
    addManyOffers(rows);
    return rows.rows;
}

} // namespace Lomond::Test

#endif
