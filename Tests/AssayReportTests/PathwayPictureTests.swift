import AssayBase
import AssayExplanations
import AssayImages
import AssayReport
import AssayTensor
import Foundation
import Testing

/// Pathways are drawn so that every group can be told apart, and the same ones always alike.
@Suite struct PathwayPictureTests {
  /// Two layers of four channels, each important for something else.
  private func pathways() throws -> Pathways {
    let importance: JSONValue = [[9, 8, 1, 1], [9, 1, 8, 1], [9, 1, 1, 8], [9, 1, 8, 1]]
    let layers: [JSONValue] = ["first", "second"].map { name in
      [
        "name": .string(name), "channels": 4, "height": 2, "width": 2, "importance": importance,
        "percentile": importance, "vulnerability": [0, 1, 2, 3],
      ]
    }
    let used: [JSONValue] = [[0, 1], [0], [1], [0, 1]]
    let kinds: [(String, Double?)] = [("original", nil), ("target", nil), ("attacked", 0.1), ("attacked", 0.2)]
    let counts: [JSONValue] = zip(kinds, used).map { kind, used in
      var members: [String: JSONValue] = ["kind": .string(kind.0), "images": 5, "used": used]
      members["strength"] = kind.1.map(JSONValue.number)
      return .object(members)
    }
    let influences: [JSONValue] = (0..<4).map { condition in
      let row: [JSONValue] = (0..<16).map { place in
        place == 5 ? .null : .integer((place * 7 + condition * 3) % 11)
      }
      return .array(row)
    }
    let links: JSONValue = [
      "sources": [0, 1, 2, 3], "targets": [0, 1, 2, 3], "influences": .array(influences),
    ]
    let members: [String: JSONValue] = [
      "format": "assay-pathways", "version": 1, "model": "drawn", "original": 3, "target": 8, "share": 0.5,
      "conditions": .array(counts), "unsuccessfulStrengths": [], "details": [:], "layers": .array(layers),
      "links": .array([links]),
    ]
    return try Pathways(json: .object(members))
  }

  private func count(_ word: String, in text: String) -> Int { text.components(separatedBy: word).count - 1 }

  @Test func groupsHaveTheirOwnColourAndShape() throws {
    let picture = PathwayPicture(of: try pathways(), at: 0.1, classNames: ("a <3>", "8"))
    let svg = picture.svg
    #expect(svg == PathwayPicture(of: try pathways(), at: 0.1, classNames: ("a <3>", "8")).svg)
    for colour in ["#0072b2", "#d55e00", "#009e73", "#cc79a7"] { #expect(svg.contains(colour)) }
    #expect(svg.contains("&lt;3&gt;") && !svg.contains("<3>"))
    #expect(svg.contains("drawn, 1 of 5 images") && svg.contains("only under"))
    // Two lines at most into each of four channels, four rules under the headings and those of the legend.
    #expect(count("<polyline", in: svg) == 8 + 4 + 3)
    let rendered = try picture.rendered()
    #expect(try PNG.encode(rendered) == PNG.encode(picture.rendered()))
    #expect(svg.contains("width=\"\(rendered.width)\" height=\"\(rendered.height)\""))
  }

  @Test func placesAreTheSameAtEveryStrengthAndHollowWhereNothingIs() throws {
    let svgs = try [0.1, 0.2].map { PathwayPicture(of: try pathways(), at: $0).svg }
    func labels(_ svg: String) -> [String] {
      svg.split(separator: "\n").filter { $0.contains("middle") }.map(String.init)
    }
    #expect(labels(svgs[0]) == labels(svgs[1]) && labels(svgs[0]).count == 8)
    // At 0.2 channel 3 is important for nothing.
    #expect(!svgs[0].contains("hollow") && svgs[1].contains("hollow"))
  }

  @Test func scopesChooseChannels() throws {
    func labels(_ scope: PathwayScope, limit: Int = 10) throws -> Int {
      let picture = PathwayPicture(of: try pathways(), at: 0.1, scope: scope, groupLimit: limit)
      return count("text-anchor=\"middle\"", in: picture.svg)
    }
    #expect(try labels(.all) == 8)
    #expect(try labels(.pinned([PathwayPlace(layer: 0, channel: 2), PathwayPlace(layer: 1, channel: 9)])) == 1)
    // Excited: channel 3 alone in each layer.
    #expect(try labels(.highlighted(.excited)) == 2)
    #expect(try labels(.all, limit: 0) == 0)
  }

  @Test func activationsHaveAScaleForEachLayer() throws {
    let map = Tensor(shape: [2, 2, 2], elements: [0, 1, 2, 3, -1, 0, 0, 0])
    let image = try Image(size: ImageSize(channels: 1, height: 2, width: 2), values: [0, 0.5, 0.5, 1])
    func sheet(_ layers: Int) -> ActivationSheet {
      ActivationSheet(
        title: "drawn", versions: ["original", "0.1"], images: [image, image],
        layers: (0..<layers).map { ActivationSheet.Layer(name: "\($0)", channels: [1, 0], maps: [map, map * 2]) })
    }
    let (one, two) = (try sheet(1).rendered(), try sheet(2).rendered())
    #expect(one.width == two.width && one.height < two.height && one.channels == 3)
    #expect(try sheet(1).rendered() == one)
  }
}
