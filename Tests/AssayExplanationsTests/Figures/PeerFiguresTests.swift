import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// Methods and rules that the golden files have no case of, against figures from the papers' formulas.
@Suite struct PeerFiguresTests {
  @Test func mapsAreThoseOfTheFormulas() throws {
    let network = try PeerFigures.network()
    let figures = PeerFigures.maps
    #expect(figures.count == 17)
    for (name, expected) in figures {
      let words = name.split(separator: " ").map(String.init)
      let isDifference = words.count > 2
      let target: ExplanationTarget = isDifference ? .difference(of: 2, from: 0) : .label
      let map: Tensor
      if words[0].contains("cam") {
        map = try Explanation(parsing: "\(words[0]):layer=\(words[1])").coarseMaps(
          of: network, images: PeerFigures.image, labels: [2])
      } else {
        let settings = ["lrp": ":rules=\(words.last ?? "")", "deeplift": ":baseline=0.2"][words[0]] ?? ""
        let method = try Explanation(parsing: words[0] + (isDifference ? ":rules=\(words[1])" : settings))
        map = try method.maps(of: network, images: PeerFigures.image, labels: [2], target: target)
      }
      let size = expected.map(\.magnitude).max() ?? 0
      let worst = zip(map.elements, expected).map { ($0 - $1).magnitude }.max() ?? .infinity
      // The figures have six digits.
      #expect(map.count == expected.count && size > 0 && worst <= 1e-5 * size, "\(name): \(worst) of \(size)")
    }
  }
}
