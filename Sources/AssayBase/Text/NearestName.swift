/// Finds what someone meant to write.
package enum NearestName {
  /// "Did you mean …?" for the known name nearest to `text`, unless none is near.
  package static func advice(for text: String, among known: [String]) -> String? {
    nearest(to: text, among: known).map { "Did you mean \($0)?" }
  }

  /// The known name nearest to `text`, unless none is near.
  package static func nearest(to text: String, among known: [String]) -> String? {
    let begun = text.count >= 3 ? known.filter { $0.hasPrefix(text) } : []
    if begun.count == 1 { return begun[0] }
    let ranked = known.map { (name: $0, distance: distance(text, $0)) }.min { $0.distance < $1.distance }
    guard let best = ranked, best.distance <= max(2, text.count / 3) else { return nil }
    return best.name
  }

  /// The number of insertions, deletions and substitutions that lead from one text to the other (Levenshtein 1966).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let substituted = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
