// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The sentences for error codes, and the value that carries one.

#include <Lomond/LomondError>

#include <QtTest/QtTest>

using Lomond::Error;
using Lomond::ErrorCode;
using Lomond::Stage;
using namespace Qt::StringLiterals;

class tst_LomondError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isNoErrorByDefault();
    void keepsWhatItWasMadeOf();
    void comparesEveryField();
    void isAGadget();
    void travelsInAVariant();
    void printsItself_data();
    void printsItself();
    void hasASentenceForEveryCode();
};

void tst_LomondError::isNoErrorByDefault()
{
    const Error error;
    QVERIFY(!error);
    QCOMPARE(error.code(), ErrorCode::NoError);
    QCOMPARE(error.stage(), Stage::None);
    QVERIFY(error.text().isEmpty());
    QCOMPARE(error.httpStatus(), 0);
}

void tst_LomondError::keepsWhatItWasMadeOf()
{
    const Error error(ErrorCode::HandshakeError, Stage::Upgrade, u"the server answered 404"_s, 404);
    QVERIFY(error);
    QCOMPARE(error.code(), ErrorCode::HandshakeError);
    QCOMPARE(error.stage(), Stage::Upgrade);
    QCOMPARE(error.text(), u"the server answered 404"_s);
    QCOMPARE(error.httpStatus(), 404);
}

void tst_LomondError::comparesEveryField()
{
    const Error error(ErrorCode::ProxyFail, Stage::Proxy, u"no"_s, 502);
    QVERIFY(error == Error(ErrorCode::ProxyFail, Stage::Proxy, u"no"_s, 502));
    QVERIFY(error != Error(ErrorCode::TlsFail, Stage::Proxy, u"no"_s, 502));
    QVERIFY(error != Error(ErrorCode::ProxyFail, Stage::Tls, u"no"_s, 502));
    QVERIFY(error != Error(ErrorCode::ProxyFail, Stage::Proxy, u"yes"_s, 502));
    QVERIFY(error != Error(ErrorCode::ProxyFail, Stage::Proxy, u"no"_s, 503));
}

// As QML reads it.
void tst_LomondError::isAGadget()
{
    const Error error(ErrorCode::Timeout, Stage::Tls, u"it took 20 s"_s, 0);
    const QMetaObject &meta = Error::staticMetaObject;
    const auto read = [&](const char *name) {
        return meta.property(meta.indexOfProperty(name)).readOnGadget(&error);
    };
    QCOMPARE(read("code").value<ErrorCode>(), ErrorCode::Timeout);
    QCOMPARE(read("stage").value<Stage>(), Stage::Tls);
    QCOMPARE(read("text").toString(), u"it took 20 s"_s);
    QCOMPARE(read("httpStatus").toInt(), 0);
}

void tst_LomondError::travelsInAVariant()
{
    const Error error(ErrorCode::Timeout, Stage::Open, u"late"_s);
    QVERIFY(QVariant::fromValue(error).value<Error>() == error);
}

void tst_LomondError::printsItself_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("printed");

    QTest::newRow("none") << Error() << u"Lomond::Error(ErrorCode::NoError)"_s;
    QTest::newRow("without a status")
            << Error(ErrorCode::Timeout, Stage::Tls, u"it took 20 s"_s)
            << u"Lomond::Error(ErrorCode::Timeout, Stage::Tls, \"it took 20 s\")"_s;
    QTest::newRow("with a status")
            << Error(ErrorCode::HandshakeError, Stage::Upgrade, u"the server said no"_s, 404)
            << u"Lomond::Error(ErrorCode::HandshakeError, Stage::Upgrade, \"the server said no\", HTTP 404)"_s;
}

void tst_LomondError::printsItself()
{
    QFETCH(const Error, error);
    QFETCH(const QString, printed);

    QString line;
    QDebug(&line) << 1 << error << 2;
    QCOMPARE(line.trimmed(), u"1 "_s + printed + u" 2"_s);
}

void tst_LomondError::hasASentenceForEveryCode()
{
    const QMetaEnum codes = QMetaEnum::fromType<ErrorCode>();
    QSet<QString> sentences;
    for (int i = 0; i < codes.keyCount(); ++i) {
        const QString sentence = Lomond::errorString(ErrorCode(codes.value(i)));
        QVERIFY2(sentence.size() > 10, codes.key(i));
        QVERIFY2(sentence.front().isLower() || sentence.front().isUpper(), codes.key(i));
        QVERIFY2(!sentence.endsWith(u'.'), codes.key(i));
        QVERIFY2(sentence != Lomond::errorString(ErrorCode(-1)), codes.key(i));
        sentences.insert(sentence);
    }
    QCOMPARE(sentences.size(), codes.keyCount());
}

QTEST_APPLESS_MAIN(tst_LomondError)
#include "tst_lomonderror.moc"
