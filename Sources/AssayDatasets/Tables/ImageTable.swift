/// Which columns of a table name picture files, their classes and their groups, and which rows count.
///
/// Columns are found by name, blanks around it aside. A row whose label is empty is left out, and said in the remarks.
public struct ImageTable: Sendable, Hashable {
  /// How a row's class is found.
  public enum Label: Sendable, Hashable {
    /// The class is what stands in a column.
    ///
    /// `classes` are its values in the order of the labels, or the names for 0, 1, … in the column. Without them the values
    /// found are the classes: in numerical order if all are whole numbers, else in that of their UTF-8 bytes.
    case column(String, classes: [String]? = nil)
    /// Two classes: 1 where a column contains a text, else 0.
    case contains(String, column: String, positive: String, negative: String)
  }

  /// A condition that a row must meet.
  public struct Filter: Sendable, Hashable {
    /// The column.
    public let column: String
    /// What may stand in it.
    public let values: [String]

    /// Makes a condition: one of `values` stands in `column`, letter for letter.
    public init(_ column: String, equals values: String...) {
      self.column = column
      self.values = values
    }
  }

  /// The column with the file's name or path.
  public var file: String
  /// The column with the folder that the file lies in, if the table has one.
  public var folderColumn: String?
  /// The folder that files lie in, seen from the table's; where it does not exist, files lie beside the table.
  public var folder: String?
  /// What is put behind a name that leads to no file, in the order of trying: [".jpeg"].
  public var extensions: [String]
  /// How a row's class is found.
  public var label: Label
  /// What tells which rows belong together.
  public var groups: GroupRule?
  /// The conditions that a row must meet.
  public var filters: [Filter]

  /// Makes a layout.
  public init(
    file: String, folderColumn: String? = nil, folder: String? = nil, extensions: [String] = [], label: Label,
    groups: GroupRule? = nil, filters: [Filter] = []
  ) {
    self.file = file
    self.folderColumn = folderColumn
    self.folder = folder
    self.extensions = extensions
    self.label = label
    self.groups = groups
    self.filters = filters
  }
}

extension ImageTable {
  /// The COVID-19 Image Data Collection (Cohen, Morrison and Dao, arXiv:2003.11597): frontal (PA) views, COVID-19 or not.
  public static let covidChestXray = ImageTable(
    file: "filename", folderColumn: "folder", label: covidFinding, groups: .column("patientid"),
    filters: [Filter("view", equals: "PA")])

  /// The Figure 1 COVID-19 chest x-rays: files are called after patients; all views, as most rows do not say it.
  public static let figure1 = ImageTable(
    file: "patientid", folder: "images", extensions: [".jpg", ".png"], label: covidFinding,
    groups: .nameNumber)

  /// The Kaggle competition "Diabetic Retinopathy Detection" (2015): five levels; both eyes of a patient belong together.
  public static let diabeticRetinopathy = ImageTable(
    file: "image", folder: "images", extensions: [".jpeg"],
    label: .column("level", classes: ["none", "mild", "moderate", "severe", "proliferative"]),
    groups: .namePrefix(before: "_"))

  private static let covidFinding = Label.contains(
    "COVID-19", column: "finding", positive: "COVID-19", negative: "no COVID-19")

  /// The layouts that are known by name.
  package static let presets: KeyValuePairs<String, ImageTable> = [
    "covid": .covidChestXray, "figure1": .figure1, "diabetic-retinopathy": .diabeticRetinopathy,
  ]
}
