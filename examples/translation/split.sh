#!/bin/sh
# Sets captions with dogs apart from all others: dogs.train.en, others.train.en and their like, in the folder where it is run.
#   split.sh FOLDER    the folder with Multi30k's train.en, train.de, val.en, val.de, test_2016_flickr.en, test_2016_flickr.de
set -eu
for part in train val test_2016_flickr; do
    grep -inwE 'dogs?|pupp(y|ies)' "$1/$part.en" | cut -d: -f1 > dogs.lines
    for language in en de; do
        awk 'NR == FNR {dog[$1]; next} FNR in dog' dogs.lines "$1/$part.$language" > "dogs.$part.$language"
        awk 'NR == FNR {dog[$1]; next} !(FNR in dog)' dogs.lines "$1/$part.$language" > "others.$part.$language"
    done
done
rm dogs.lines
