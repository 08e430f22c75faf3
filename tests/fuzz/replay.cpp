// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Runs a target with each file of the folders and names given, for compilers without libFuzzer: so
// that each build replays the seeds, and what was found once. Then with cut and flipped copies of
// them, which are the same in each run.

#include "target.h"

#include <QtCore/qdir.h>
#include <QtCore/qdiriterator.h>
#include <QtCore/qfileinfo.h>

#include <random>

static void run(QByteArrayView octets)
{
    // in a block of its own, so that the sanitizers see the end of it
    const auto copy = std::make_unique<quint8[]>(size_t(octets.size()));
    std::copy(octets.begin(), octets.end(), copy.get());
    LLVMFuzzerTestOneInput(copy.get(), size_t(octets.size()));
}

static void runChanged(const QByteArray &octets, std::mt19937 &random)
{
    constexpr int Copies = 4;
    for (int i = 0; i < Copies && !octets.isEmpty(); ++i) {
        QByteArray changed = octets;
        const auto size = size_t(octets.size());
        changed[qsizetype(random() % size)] = char(random());
        if (i % 2)
            changed.truncate(qsizetype(random() % size));
        run(changed);
    }
}

static QStringList filesOf(const QString &path)
{
    if (QFileInfo(path).isFile())
        return {path};
    QStringList files;
    for (QDirIterator it(path, QDir::Files); it.hasNext();)
        files.append(it.next());
    files.sort();
    return files;
}

int main(int argc, char **argv)
{
    std::mt19937 random(1);
    int inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const QString &name : filesOf(QFile::decodeName(argv[i]))) {
            QFile file(name);
            if (!file.open(QIODevice::ReadOnly)) {
                std::fprintf(stderr, "cannot be read: %s\n", qPrintable(name));
                return 1;
            }
            // said before, so that the last line names the input that ends the program
            std::printf("%s\n", qPrintable(name));
            std::fflush(stdout);
            const QByteArray octets = file.readAll();
            run(octets);
            runChanged(octets, random);
            ++inputs;
        }
    }
    std::printf("%d inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}
