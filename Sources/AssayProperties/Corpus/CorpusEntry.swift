/// A case of the corpus with the file that it came from.
package struct CorpusEntry: Sendable, Equatable {
  /// The path of the JSON file, as a person would name it.
  package let path: String
  package let saved: SavedCase

  package init(path: String, saved: SavedCase) {
    self.path = path
    self.saved = saved
  }
}
