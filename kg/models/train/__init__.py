"""The recipe of the bundled models: ``python -m kg.models.train SETTINGS.toml --data DIR --out DIR``.

The stages, one module each: ``data`` reads the treebanks and the entity data; ``vectors`` makes word vectors out of MiniLM;
``teacher`` fine-tunes MiniLM as a parser and ``silver`` lets it label news text; ``jackknife`` tags the training data fold by
fold; ``tokenizer``, ``tagger``, ``lemmatizer``, ``parser`` and ``ner`` train the compact models, in Stanza's own formats;
``compress`` writes them in half precision, ``evaluate`` measures them through the pipeline that ships, and ``card`` writes
what came of it. ``glue``, ``encode``, ``fast`` and ``loop`` are what they share.

Nothing at run time imports this package; it needs the extra ``train``.
"""
