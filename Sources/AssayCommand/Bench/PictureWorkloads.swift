import AssayBase
import AssayImages
import Foundation

/// Pictures read and written, one after another on one thread.
enum PictureWorkloads {
  /// All of them.
  static let all: [Workload] = [readJPEG, writeJPEG]

  private static let imageCount = 600

  private static var readJPEG: Workload {
    Workload(
      name: "jpeg/read", about: "the \(imageCount) JPEG files of sign-language-digits; needs ASSAY_DATA_DIR",
      items: Double(imageCount)
    ) {
      let files = try files()
      return {
        for file in files { _ = try JPEG.decode(file) }
      }
    }
  }

  private static var writeJPEG: Workload {
    Workload(
      name: "jpeg/write", about: "the same pictures at quality 75, chroma halved; needs ASSAY_DATA_DIR",
      items: Double(imageCount)
    ) {
      let pictures = try files().map { try JPEG.decode($0) }
      return {
        for picture in pictures { _ = try JPEG.encode(picture) }
      }
    }
  }

  private static func files() throws -> [Data] {
    let folder = ProcessInfo.processInfo.environment["ASSAY_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    let root = URL(filePath: folder ?? "../shared/data", directoryHint: .isDirectory)
      .appending(path: "sign-language-digits")
    let paths =
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { $0.pathExtension.lowercased() == "jpg" }.map { $0.path() }.sorted() ?? []
    guard paths.count == imageCount else {
      throw AssayError(
        .missingFile, "the pictures to read are not there", expected: "\(imageCount) files", found: "\(paths.count)",
        at: root.path(), advice: "Set ASSAY_DATA_DIR to the folder of sample data.")
    }
    return try paths.map { try AtomicFile.read($0) }
  }
}
