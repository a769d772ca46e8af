import AssayBase
import AssayDatasets
import AssayImages

/// A few examples of each class, drawn on one sheet.
struct DataSheet {
  private let sheet: ContactSheet
  /// The number of pictures on it.
  let count: Int
  /// The number of classes on it.
  var rowCount: Int { sheet.rows.count }

  /// The most pictures on a sheet: more could be neither drawn in reasonable memory nor looked at.
  private static let limit = 4096

  /// Takes up to `perClass` examples of each class, spread evenly over the data set.
  ///
  /// - Throws: `AssayError(.limitExceeded)` for more pictures than a sheet can hold, and what reading examples throws.
  init(of data: Dataset, perClass: Int) throws {
    var members = [[Int]](repeating: [], count: data.classNames.count)
    for index in 0..<data.count { members[try data.label(at: index)].append(index) }
    let chosen = members.map { members in
      let wanted = min(perClass, members.count)
      return (0..<wanted).map { members[$0 * members.count / wanted] }
    }
    count = chosen.reduce(0) { $0 + $1.count }
    guard count <= Self.limit else {
      throw AssayError(
        .limitExceeded, "the sheet would have too many pictures", expected: "at most \(Self.limit)", found: "\(count)",
        at: "--per-class", advice: "Draw fewer of each class, such as \(max(1, Self.limit / data.classNames.count))")
    }
    let rows = try chosen.indices.map { label in
      ContactSheet.Row(
        name: data.classNames[label], detail: NumberText.grouped(members[label].count),
        entries: try data.examples(at: chosen[label]).map { example in
          ContactSheet.Entry(image: example.image, caption: "#\(example.index)")
        })
    }
    let footer = data.preparation.map { "\($0) (\($0.fingerprint))" } ?? ""
    sheet = ContactSheet(
      title: "\(data.name): \(NumberText.grouped(data.count)) images \(data.imageSize)", rows: rows, footer: footer)
  }

  /// The sheet as a picture.
  func picture() throws -> ByteImage { try sheet.rendered() }
}
