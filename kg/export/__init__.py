"""Ways out of the graph, one file per target; they take article graphs, tables or networks, never ``KnowledgeGraph``."""
